import FoundationEssentials
import Glibc
import HeadroomSystem

/// Graphics card in `/sys/class/drm/cardN`, and the paths of its files.
struct DRMCard {
    /// Card number of the kernel.
    let number: Int
    /// Folder of the card; the folder of its device is below it.
    let folder: String
    /// PCI vendor ID in lower case: `0x1002`.
    let vendor: String
    let device: String
    let driver: String?
    /// PCI address, such as `0000:03:00.0`.
    let address: String?

    var deviceFolder: String { "\(folder)/device" }

    /// PCI graphics cards of a machine, in the kernel's order.
    ///
    /// - Parameter root: prefix of the paths of the kernel's files; empty for this machine.
    static func all(root: String) -> [DRMCard] {
        let folder = "\(root)/sys/class/drm"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        // Connectors of a card have its name as a prefix: card0-HDMI-A-1.
        let numbers = names.compactMap { name -> Int? in
            let digits = name.dropFirst(4)
            guard name.hasPrefix("card"), digits.allSatisfy({ "0"..."9" ~= $0 }) else { return nil }
            return Int(digits)
        }
        return numbers.sorted().compactMap { DRMCard(number: $0, folder: "\(folder)/card\($0)") }
    }

    private init?(number: Int, folder: String) {
        guard let vendor = Self.line("\(folder)/device/vendor") else { return nil }
        self.number = number
        self.folder = folder
        self.vendor = vendor.lowercased()
        device = Self.line("\(folder)/device/device")?.lowercased() ?? "of an unknown kind"
        // The kernel's summary of a device, with one assignment per line.
        let summary = (SystemFile.text("\(folder)/device/uevent") ?? "").split(separator: "\n")
        func value(of key: String) -> String? {
            summary.first { $0.hasPrefix(key + "=") }.map { String($0.dropFirst(key.count + 1)) }
        }
        driver = value(of: "DRIVER")
        address = value(of: "PCI_SLOT_NAME")
    }

    /// Fallback identifier of the card.
    var id: String { address.map { "pci \($0)" } ?? "card \(number)" }

    /// Whether the device is still present: the files of a removed device disappear.
    var isPresent: Bool { access("\(deviceFolder)/vendor", F_OK) == 0 }

    /// Folder with the sensors of the whole device.
    ///
    /// A driver may have several: i915 has one per part of the chip (`i915_gt0`) in addition to that of the device.
    var sensorFolder: String? {
        let folder = "\(deviceFolder)/hwmon"
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
        let folders = names.filter { $0.hasPrefix("hwmon") }.map { "\(folder)/\($0)" }
        return folders.first { Self.line("\($0)/name") == driver }
    }

    /// Content of a file of one line; nil if empty or missing.
    static func line(_ path: String) -> String? {
        let line = SystemFile.text(path)?.trimmingSuffix(while: \.isWhitespace) ?? ""
        return line.isEmpty ? nil : String(line)
    }
}
