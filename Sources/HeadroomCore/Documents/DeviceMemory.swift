/// What a training took of the memory of a device: of the fullest one, where it uses several.
package struct DeviceMemory: Codable, Equatable, Sendable {
    /// Who measured it, the most exact first.
    package enum Source: String, Codable, Sendable {
        /// The allocator of the framework, which is exact and knows nothing of the framework's context.
        case allocator
        /// The driver, for the processes of the training.
        case driver
        /// The memory of the device in use, less what was in use before the training.
        case device

        /// 0 is the most exact.
        package var rank: Int {
            switch self {
            case .allocator: 0
            case .driver: 1
            case .device: 2
            }
        }
    }

    package var source: Source
    /// The device, as its driver names it; null where it is known by the framework's words alone.
    @Nullable package var deviceId: String?
    /// The most that the training needed at once, in bytes; with the allocator's figures the framework's context is not in
    /// it, and not in the capacity.
    package var peakBytes: Int
    /// What the training could have taken; null where no driver and no allocator gives the size of the device.
    @Nullable package var capacityBytes: Int?
    /// The peak of the tensors, by the allocator.
    @Nullable package var allocatedBytes: Int?
    /// The peak of what the allocator held of the device.
    @Nullable package var reservedBytes: Int?
    /// The peak of what it held and could neither use nor give back.
    @Nullable package var fragmentedBytes: Int?
    /// How often it gave back what it had cached for lack of room, since the process started.
    @Nullable package var allocationRetries: Int?
    /// The memory of the device, less what the driver keeps for itself.
    @Nullable package var totalBytes: Int?
    /// What other programs held when the training started.
    @Nullable package var othersBytes: Int?
    /// What the context of the framework takes, where the allocator's figures leave it out.
    @Nullable package var contextBytes: Int?

    package init(source: Source, peakBytes: Int) {
        self.source = source
        self.peakBytes = peakBytes
    }

    /// How full the device was, 1 being all that the training could have taken; nil where that is not known.
    package var fullness: Double? {
        capacityBytes.flatMap { $0 > 0 ? Double(peakBytes) / Double($0) : nil }
    }

    /// Whether the allocator held far more than tensors needed.
    package var isFragmented: Bool {
        guard let allocatedBytes, let reservedBytes else { return false }
        let idle = fragmentedBytes ?? (reservedBytes - allocatedBytes)
        return Double(idle) >= Self.fragmentedRatio * Double(reservedBytes)
    }

    /// From this share of what the allocator holds on, memory that it cannot use is worth a setting.
    private static let fragmentedRatio = 0.1
}
