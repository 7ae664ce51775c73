/// The laws that the measurements carry.
package struct FittedLaws: Equatable, Sendable {
    /// The law of a memory, and what a training may take of it.
    package struct Memory: Equatable, Sendable {
        package var law: MemoryLaw
        package var capacityBytes: Int

        package init(law: MemoryLaw, capacityBytes: Int) {
            self.law = law
            self.capacityBytes = capacityBytes
        }
    }

    /// Of the host's memory.
    package var memory: Memory?
    /// Of the memory of the device that binds; nil where none trains.
    package var deviceMemory: Memory?
    package var time: TimeLaw?
    package var energy: EnergyLaw?
    package var noise: GradientNoise?

    package init() {}
}
