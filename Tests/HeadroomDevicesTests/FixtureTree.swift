import FoundationEssentials
import Glibc
import HeadroomCore
import HeadroomDevices

/// Folder that replaces `/sys` and `/proc`, deleted with the object.
final class FixtureTree {
    let root = "/tmp/headroom-drm-\(getpid())-\(UInt64.random(in: .min ... .max))"

    deinit { try? FileManager.default.removeItem(atPath: root) }

    /// Writes a file; an existing one keeps its inode, like the kernel's files.
    func write(_ bytes: [UInt8], _ path: String) {
        let file = "\(root)/\(path)"
        let folder = file.split(separator: "/").dropLast().map { "/" + $0 }.joined()
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        precondition(descriptor >= 0 && Glibc.write(descriptor, bytes, bytes.count) == bytes.count)
        close(descriptor)
    }

    func write(_ text: String, _ path: String) { write(Array(text.utf8), path) }

    func remove(_ path: String) { try? FileManager.default.removeItem(atPath: "\(root)/\(path)") }

    func link(_ path: String, to target: String) {
        let folder = path.split(separator: "/").dropLast().joined(separator: "/")
        try? FileManager.default.createDirectory(atPath: "\(root)/\(folder)", withIntermediateDirectories: true)
        symlink(target, "\(root)/\(path)")
    }

    /// Adds a card on the PCI bus.
    func card(_ number: Int, vendor: String, device: String, driver: String, address: String) {
        let folder = "sys/class/drm/card\(number)/device"
        write("\(vendor)\n", "\(folder)/vendor")
        write("\(device)\n", "\(folder)/device")
        write("DRIVER=\(driver)\nPCI_ID=1002:740F\nPCI_SLOT_NAME=\(address)\n", "\(folder)/uevent")
    }

    /// Adds a process with an open file of a GPU.
    func process(_ processId: Int, file: Int, _ lines: [String], name: String = "python3") {
        write("\(name)\n", "proc/\(processId)/comm")
        write("\(processId) (\(name)) S 1 1 1 0", "proc/\(processId)/stat")
        link("proc/\(processId)/fd/\(file)", to: "/dev/dri/renderD128")
        write(
            (["pos:\t0", "flags:\t02100002"] + lines).joined(separator: "\n") + "\n",
            "proc/\(processId)/fdinfo/\(file)"
        )
    }

    func devices(asRoot: Bool = true) -> [any DeviceSource] {
        DRMInventory.open(root: root, seesAllProcesses: asRoot).devices
    }
}

extension DeviceSource {
    /// Readings at one time, by signal.
    func look(at now: Double) -> [Signal: Reading] {
        var readings: [Reading] = []
        read(at: now, into: &readings)
        return Dictionary(readings.map { ($0.signal, $0) }, uniquingKeysWith: { _, last in last })
    }

    /// Value of one signal at one time.
    func value(_ signal: Signal, at now: Double) -> Double? { look(at: now)[signal]?.value }

    func reason(_ signal: Signal) -> String? { description.absent[signal.rawValue] }
}

/// Metrics in the layout of AMD's firmware: little endian, all ones for unknown values.
struct MetricsBytes {
    var bytes: [UInt8]

    init(format: UInt8 = 1, content: UInt8, size: Int) {
        bytes = [UInt8](repeating: 0xff, count: size)
        set(UInt16(size), at: 0)
        bytes[2] = format
        bytes[3] = content
    }

    mutating func set<Number: FixedWidthInteger>(_ number: Number, at offset: Int) {
        for index in 0..<MemoryLayout<Number>.size {
            bytes[offset + index] = UInt8(truncatingIfNeeded: number >> (8 * index))
        }
    }
}
