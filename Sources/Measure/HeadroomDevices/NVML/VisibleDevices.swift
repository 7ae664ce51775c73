package import HeadroomCore

/// GPUs that a training may use, by the variable `CUDA_VISIBLE_DEVICES` (CUDA C++ Programming Guide, "CUDA Environment
/// Variables").
package struct VisibleDevices: Equatable, Sendable {
    /// Value of the variable; nil if it is not set.
    let value: String?
    /// Whether indices follow the PCI bus order, as in NVML.
    let countsByBus: Bool

    package init(_ value: String?, order: String? = nil) {
        self.value = value
        countsByBus = order == "PCI_BUS_ID"
    }

    package init(environment: [String: String]) {
        self.init(environment["CUDA_VISIBLE_DEVICES"], order: environment["CUDA_DEVICE_ORDER"])
    }

    /// Devices selected by the variable, in its order.
    ///
    /// Each entry is an index, an unambiguous prefix of a UUID, or `MIG-GPU-UUID/instance/instance`. The first entry
    /// that matches no device, usually `-1`, ends the list.
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

    /// Reason why the selected devices are ambiguous; nil if they are not.
    ///
    /// By default CUDA orders devices by speed, fastest first, by a criterion that it does not document.
    package func ambiguity(among devices: [DeviceDescription]) -> String? {
        guard let value, !countsByBus, Set(devices.map(\.name)).count > 1,
            value.split(separator: ",").contains(where: { Int($0.filter { !$0.isWhitespace }) ?? -1 >= 0 })
        else { return nil }
        return "CUDA_VISIBLE_DEVICES=\(value) counts GPUs of several kinds in an order of CUDA's own"
    }

    private static func index(of entry: String, among devices: [DeviceDescription]) -> Int? {
        // The index of a divided GPU selects its first slice.
        if let number = Int(entry) { return devices.firstIndex { $0.index == number } }
        guard entry.count > "GPU-".count, entry.hasPrefix("GPU-") || entry.hasPrefix("MIG-") else { return nil }
        let matching = devices.indices.filter { devices[$0].id.hasPrefix(entry) }
        return matching.count == 1 ? matching[0] : nil
    }
}
