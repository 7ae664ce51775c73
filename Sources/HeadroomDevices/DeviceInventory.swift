import FoundationEssentials

/// A device that can train.
package struct DeviceDescription: Codable, Equatable, Sendable {
    /// Whose device it is.
    package enum Kind: String, Codable, Sendable {
        case cpu, nvidia
    }

    package let kind: Kind
    package let name: String
}

/// What devices this machine has.
package enum DeviceInventory {
    /// The GPUs that the kernel's drivers list, or the CPU where there is none.
    package static func devices(host: Host) -> [DeviceDescription] {
        let gpus = nvidia(folder: "/proc/driver/nvidia/gpus")
        return gpus.isEmpty ? [DeviceDescription(kind: .cpu, name: host.processorName)] : gpus
    }

    static func nvidia(folder: String) -> [DeviceDescription] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.sorted().compactMap { name in
            let lines = (SystemFile.text("\(folder)/\(name)/information") ?? "").split(separator: "\n")
            guard let model = lines.first(where: { $0.hasPrefix("Model:") }) else { return nil }
            let text = model.dropFirst("Model:".count).drop(while: \.isWhitespace)
            return DeviceDescription(kind: .nvidia, name: String(text))
        }
    }
}
