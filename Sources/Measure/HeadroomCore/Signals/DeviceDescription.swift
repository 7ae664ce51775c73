package import HeadroomSchema

/// A device that can train, or the host.
package struct DeviceDescription: Codable, Equatable, Sendable {
    /// Vendor of the device.
    package enum Kind: String, Codable, Sendable {
        case cpu, nvidia, amd, intel
    }

    /// Persistent identifier of the device: a UUID, its bus address, or `cpu`.
    package var id: String
    package var kind: Kind
    package var name: String
    /// Index of the device in the driver.
    @Nullable package var index: Int?
    @Nullable package var memoryBytes: Int?
    @Nullable package var powerLimitWatts: Double?
    @Nullable package var greatestClockHertz: Double?
    /// Whether the device uses the host's memory instead of its own.
    package var sharesHostMemory = false
    /// Reasons for signals that are not read, where there is one to report.
    package var absent: [String: String] = [:]
    /// Whether the device no longer responds: it fell off its bus, or is being reset.
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
    /// Nil where it cannot be seen, as from inside a container.
    @Nullable package var name: String?
    @Nullable package var user: String?
    /// Device memory of the process; nil where the driver does not report it.
    @Nullable package var memoryBytes: Int?
    /// Visible ancestors of the process, nearest first.
    package var ancestors: [Int] = []

    private enum CodingKeys: CodingKey { case processId, name, user, memoryBytes }

    package init(processId: Int, name: String? = nil, user: String? = nil, memoryBytes: Int? = nil) {
        self.processId = processId
        self.name = name
        self.user = user
        self.memoryBytes = memoryBytes
    }
}
