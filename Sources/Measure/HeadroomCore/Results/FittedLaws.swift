/// The laws that the measurements support.
package struct FittedLaws: Equatable, Sendable {
    /// A memory law, and the memory available to a training.
    package struct Memory: Equatable, Sendable {
        package var law: MemoryLaw
        package var capacityBytes: Int

        package init(law: MemoryLaw, capacityBytes: Int) {
            self.law = law
            self.capacityBytes = capacityBytes
        }
    }

    /// Law of the host memory.
    package var memory: Memory?
    /// Law of the memory of the device that limits the batch size; nil for a training on the CPU.
    package var deviceMemory: Memory?
    package var time: TimeLaw?
    package var energy: EnergyLaw?
    package var noise: GradientNoise?

    package init() {}
}
