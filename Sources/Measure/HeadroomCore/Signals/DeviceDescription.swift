package import HeadroomSchema

/// A device that can train, or the machine it is in.
package struct DeviceDescription: Codable, Equatable, Sendable {
    /// Whose device it is.
    package enum Kind: String, Codable, Sendable {
        case cpu, nvidia, amd, intel
    }

    /// What names the device for good: a UUID, the address on its bus, or `cpu`.
    package var id: String
    package var kind: Kind
    package var name: String
    /// Where the driver counts it.
    @Nullable package var index: Int?
    @Nullable package var memoryBytes: Int?
    @Nullable package var powerLimitWatts: Double?
    @Nullable package var greatestClockHertz: Double?
    /// Whether the device has no memory of its own, but that of the machine.
    package var sharesHostMemory = false
    /// Why a signal is not read, where there is a reason to tell.
    package var absent: [String: String] = [:]
    /// Whether it does not answer any more: it fell off its bus, or is being reset.
    @Nullable package var isLost: Bool?

    package init(id: String, kind: Kind, name: String, index: Int? = nil) {
        self.id = id
        self.kind = kind
        self.name = name
        self.index = index
    }
}

/// A process that uses a device.
package struct DeviceProcess: Codable, Equatable, Sendable {
    package var processId: Int
    /// nil where it cannot be seen from here, as from inside a container.
    @Nullable package var name: String?
    @Nullable package var user: String?
    /// What it holds of the device's memory; nil where the driver does not say.
    @Nullable package var memoryBytes: Int?
    /// The processes that it descends from, nearest first, as far as they can be seen.
    package var ancestors: [Int] = []

    private enum CodingKeys: CodingKey { case processId, name, user, memoryBytes }

    package init(processId: Int, name: String? = nil, user: String? = nil, memoryBytes: Int? = nil) {
        self.processId = processId
        self.name = name
        self.user = user
        self.memoryBytes = memoryBytes
    }
}
