package import HeadroomCore

/// Which GPUs a training may use, by the variable `CUDA_VISIBLE_DEVICES` (CUDA C++ Programming Guide, "CUDA Environment
/// Variables").
package struct VisibleDevices: Equatable, Sendable {
    /// What the variable holds; nil where it is not set.
    let value: String?
    /// Whether numbers count the devices as they lie on the bus, which is how the driver's library counts them.
    let countsByBus: Bool

    package init(_ value: String?, order: String? = nil) {
        self.value = value
        countsByBus = order == "PCI_BUS_ID"
    }

    package init(environment: [String: String]) {
        self.init(environment["CUDA_VISIBLE_DEVICES"], order: environment["CUDA_DEVICE_ORDER"])
    }

    /// The devices that the variable leaves, in its order.
    ///
    /// Each entry is a number, the beginning of a UUID that only one device has, or `MIG-GPU-UUID/instance/instance`.
    /// The first that names no device, `-1` as a rule, ends the list.
    package func filter<Device>(_ devices: [Device], by describe: (Device) -> DeviceDescription) -> [Device] {
        guard let value else { return devices }
        let descriptions = devices.map(describe)
        var chosen: [Int] = []
        for entry in value.split(separator: ",", omittingEmptySubsequences: false) {
            let entry = String(entry.filter { !$0.isWhitespace })
            guard let index = Self.index(of: entry, among: descriptions), !chosen.contains(index) else { break }
            chosen.append(index)
        }
        return chosen.map { devices[$0] }
    }

    /// Why nobody can tell which devices the variable means; nil where that is clear.
    ///
    /// CUDA counts the fastest first unless it is told otherwise, and does not say which it takes for faster.
    package func ambiguity(among devices: [DeviceDescription]) -> String? {
        guard let value, !countsByBus, Set(devices.map(\.name)).count > 1,
            value.split(separator: ",").contains(where: { Int($0.filter { !$0.isWhitespace }) ?? -1 >= 0 })
        else { return nil }
        return "CUDA_VISIBLE_DEVICES=\(value) counts GPUs of several kinds in an order of CUDA's own"
    }

    private static func index(of entry: String, among devices: [DeviceDescription]) -> Int? {
        // Of a GPU that is divided, a number means its first slice.
        if let number = Int(entry) { return devices.firstIndex { $0.index == number } }
        guard entry.count > "GPU-".count, entry.hasPrefix("GPU-") || entry.hasPrefix("MIG-") else { return nil }
        let matching = devices.indices.filter { devices[$0].id.hasPrefix(entry) }
        return matching.count == 1 ? matching[0] : nil
    }
}
