import FoundationEssentials
import Glibc
import HeadroomSystem

/// A graphics card as the kernel lists it (`/sys/class/drm/cardN`), and where its files are.
struct DRMCard {
    /// Where the kernel counts it.
    let number: Int
    /// The folder of the card; that of the device it is on is below it.
    let folder: String
    /// As the bus has it, in lower case: `0x1002`.
    let vendor: String
    let device: String
    let driver: String?
    /// Where it is on the PCI bus, as in `0000:03:00.0`.
    let address: String?

    var deviceFolder: String { "\(folder)/device" }

    /// The cards of a machine that are on a PCI bus, in the kernel's order.
    ///
    /// - Parameter root: what stands before the paths of the kernel's files; empty for this machine.
    static func all(root: String) -> [DRMCard] {
        let folder = "\(root)/sys/class/drm"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        // The sockets of a card have its name before their own: card0-HDMI-A-1.
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
        // The kernel's own summary of a device: one assignment on each line.
        let summary = (SystemFile.text("\(folder)/device/uevent") ?? "").split(separator: "\n")
        func value(of key: String) -> String? {
            summary.first { $0.hasPrefix(key + "=") }.map { String($0.dropFirst(key.count + 1)) }
        }
        driver = value(of: "DRIVER")
        address = value(of: "PCI_SLOT_NAME")
    }

    /// Names the card where nothing better does.
    var id: String { address.map { "pci \($0)" } ?? "card \(number)" }

    /// Whether it is still there: the files of one that was taken off the bus are gone.
    var isPresent: Bool { access("\(deviceFolder)/vendor", F_OK) == 0 }

    /// The folder with the sensors of the whole device.
    ///
    /// A driver may have several: i915 has one for each part of the chip (`i915_gt0`) beside that of the device.
    var sensorFolder: String? {
        let folder = "\(deviceFolder)/hwmon"
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
        let folders = names.filter { $0.hasPrefix("hwmon") }.map { "\(folder)/\($0)" }
        return folders.first { Self.line("\($0)/name") == driver }
    }

    /// What a file of one line holds.
    static func line(_ path: String) -> String? {
        let line = SystemFile.text(path)?.trimmingSuffix(while: \.isWhitespace) ?? ""
        return line.isEmpty ? nil : String(line)
    }
}
