import FoundationEssentials
import HeadroomSystem

/// CPU caches of the machine.
package enum Caches {
    /// Total size of the last-level caches in bytes; nil if unknown.
    package static func lastLevelBytes(root: String = "") -> Int? {
        let folder = "\(root)/sys/devices/system/cpu"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        // A cache shared by several CPUs counts once.
        var caches: [String: Int] = [:]
        for name in names where name.hasPrefix("cpu") && Int(name.dropFirst(3)) != nil {
            let indexes = (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(name)/cache")) ?? []
            let last = indexes.filter { $0.hasPrefix("index") }.map { "\(folder)/\(name)/cache/\($0)" }.max {
                SystemFile.integer("\($0)/level") ?? 0 < SystemFile.integer("\($1)/level") ?? 0
            }
            guard let last, let size = SystemFile.text("\(last)/size").flatMap(bytes) else { continue }
            caches[SystemFile.text("\(last)/shared_cpu_list") ?? name] = size
        }
        return caches.isEmpty ? nil : caches.values.reduce(0, +)
    }

    /// Parses a size such as `32768K`.
    private static func bytes(_ text: String) -> Int? {
        let trimmed = text.trimmingSuffix(while: \.isWhitespace)
        let units: [Character: Int] = ["K": 1024, "M": 1_048_576, "G": 1_073_741_824]
        guard let last = trimmed.last, let unit = units[last] else { return Int(trimmed) }
        return Int(trimmed.dropLast()).map { $0 * unit }
    }
}
