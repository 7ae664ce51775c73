internal import CHeadroomTorch

/// The device on which a tensor is stored and computed.
public struct Device: Hashable, Sendable, CustomStringConvertible {
    /// The kinds of device that the engine supports.
    public enum Kind: String, Sendable {
        /// The CPUs of the host.
        case cpu
        /// A GPU of NVIDIA, or of AMD in a libtorch built for ROCm.
        case cuda
        /// A GPU of Intel.
        case xpu
    }

    /// The kind of device.
    public let kind: Kind
    /// The index among devices of its kind, from 0.
    public let index: Int

    private init(kind: Kind, index: Int) {
        self.kind = kind
        self.index = index
    }

    /// The CPUs of the host.
    public static let cpu = Device(kind: .cpu, index: 0)

    /// A GPU of NVIDIA, or of AMD in a libtorch built for ROCm.
    public static func cuda(_ index: Int) -> Device { Device(kind: .cuda, index: index) }

    /// Parses a device in PyTorch's notation: `cpu`, `cuda`, `cuda:1`, `xpu:0`.
    public init(_ text: String) throws(TorchError) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let index = parts.count == 2 ? Int(parts[1]) : 0
        guard
            (1...2).contains(parts.count), let kind = Kind(rawValue: String(parts[0])), let index,
            (0..<128).contains(index), kind != .cpu || index == 0
        else {
            throw invalidArgument("device", "'\(text)' is not a device; give cpu, cuda, cuda:1 or xpu:0")
        }
        self.init(kind: kind, index: index)
    }

    /// The device in PyTorch's notation: `cpu`, `cuda:0`.
    public var description: String { kind == .cpu ? "cpu" : "\(kind.rawValue):\(index)" }

    /// Number of devices of a kind that the loaded libtorch sees.
    public static func count(of kind: Kind) throws(TorchError) -> Int {
        var count: Int32 = 0
        try check(ht_device_count(type(of: kind), &count), "count")
        return Int(count)
    }

    /// Throws an error that lists the available devices where this one is not available.
    public func requireAvailable() throws(TorchError) {
        let count = try Device.count(of: kind)
        guard index < count else {
            let seen = count == 0 ? "no \(kind.rawValue) device" : "\(count) \(kind.rawValue) device(s), from 0"
            throw invalidArgument("device", "\(self) is not available: the libtorch of this engine sees \(seen)")
        }
    }

    /// Waits until all queued work on the device is complete; a CPU has no queue.
    public func synchronize() throws(TorchError) {
        try check(ht_device_synchronize(raw), "synchronize")
    }

    var raw: ht_device { ht_device(type: Device.type(of: kind), index: Int32(kind == .cpu ? -1 : index)) }

    init?(_ raw: ht_device) {
        switch raw.type {
        case Device.type(of: .cpu): self = .cpu
        case Device.type(of: .cuda): self.init(kind: .cuda, index: Int(raw.index))
        case Device.type(of: .xpu): self.init(kind: .xpu, index: Int(raw.index))
        default: return nil
        }
    }

    /// The value of c10::DeviceType.
    private static func type(of kind: Kind) -> Int32 {
        switch kind {
        case .cpu: 0
        case .cuda: 1
        case .xpu: 12
        }
    }
}
