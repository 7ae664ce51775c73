import HeadroomCore

/// Which GPUs a training may use, by the variable `CUDA_VISIBLE_DEVICES` (CUDA C++ Programming Guide, "CUDA Environment
/// Variables").
package struct VisibleDevices: Equatable, Sendable {
    /// What the variable holds; nil where it is not set.
    let value: String?

    package init(_ value: String?) {
        self.value = value
    }

    /// The devices that the variable leaves, in its order.
    ///
    /// Each entry is a number, the beginning of a UUID that only one device has, or `MIG-GPU-UUID/instance/instance`.
    /// The first that names no device, `-1` as a rule, ends the list.
    package func filter<Device>(_ devices: [Device], id: (Device) -> String) -> [Device] {
        guard let value else { return devices }
        var chosen: [Device] = []
        var taken: Set<String> = []
        for entry in value.split(separator: ",", omittingEmptySubsequences: false) {
            let entry = entry.filter { !$0.isWhitespace }
            guard let device = device(named: String(entry), among: devices, id: id), taken.insert(id(device)).inserted
            else { break }
            chosen.append(device)
        }
        return chosen
    }

    private func device<Device>(named entry: String, among devices: [Device], id: (Device) -> String) -> Device? {
        // Slices are counted by no number, and a GPU that is sliced is not seen whole.
        if let number = Int(entry) {
            return devices.indices.contains(number) ? devices[number] : nil
        }
        guard entry.count > "GPU-".count, entry.hasPrefix("GPU-") || entry.hasPrefix("MIG-") else { return nil }
        let matching = devices.filter { id($0).hasPrefix(entry) }
        return matching.count == 1 ? matching[0] : nil
    }
}
