/// Usage of a GPU through one open file, as reported by its driver (`/proc/<process>/fdinfo/<file>`; drm-usage-stats in
/// the kernel's documentation).
struct DRMRecord {
    /// Usage of the engines of one class since the device was opened.
    struct Engine: Equatable {
        /// Time during which the client kept them busy.
        var busyNanoseconds: Double?
        /// Busy time in cycles, as a part of `totalCycles` of the same clock.
        var busyCycles: Double?
        var totalCycles: Double?
        /// Number of engines of the class.
        var capacity = 1.0
    }

    let driver: String
    let address: String
    /// ID of the client; a client may be visible through several files.
    var client: String?
    var engines: [String: Engine] = [:]
    private var consumedBytes: [String: Double] = [:]
    private var totalBytes: [String: Double] = [:]
    private var residentBytes: [String: Double] = [:]

    /// Upper limit of a plausible memory size (1 PiB).
    static let greatestBytes = 1_125_899_906_842_624.0

    /// - Returns: nil if the file is not a GPU on a PCI bus.
    init?(text: String) {
        var words: [Substring: Substring] = [:]
        for line in text.split(separator: "\n") where line.hasPrefix("drm-") {
            guard let colon = line.firstIndex(of: ":") else { continue }
            words[line[..<colon]] = line[line.index(after: colon)...]
        }
        func word(_ key: Substring) -> String? {
            words[key]?.split(whereSeparator: \.isWhitespace).first.map { String($0) }
        }
        guard let driver = word("drm-driver"), let address = word("drm-pdev") else { return nil }
        self.driver = driver
        self.address = address
        client = word("drm-client-id")
        for (key, value) in words { take(key.dropFirst("drm-".count), value) }
    }

    private mutating func take(_ key: Substring, _ value: Substring) {
        let fields = value.split(whereSeparator: \.isWhitespace)
        guard let number = fields.first.flatMap({ UInt64($0) }) else { return }
        func name(_ prefix: String) -> String? {
            key.hasPrefix(prefix) ? String(key.dropFirst(prefix.count)) : nil
        }
        // Longer prefixes first: some contain others.
        if let engine = name("engine-capacity-") {
            engines[engine, default: Engine()].capacity = max(1, Double(number))
        } else if let engine = name("engine-") {
            engines[engine, default: Engine()].busyNanoseconds = Double(number)
        } else if let engine = name("total-cycles-") {
            engines[engine, default: Engine()].totalCycles = Double(number)
        } else if let engine = name("cycles-") {
            engines[engine, default: Engine()].busyCycles = Double(number)
        } else if let region = name("memory-") {
            consumedBytes[region] = Self.bytes(number, unit: fields.dropFirst().first)
        } else if let region = name("resident-") {
            residentBytes[region] = Self.bytes(number, unit: fields.dropFirst().first)
        } else if let region = name("total-") {
            totalBytes[region] = Self.bytes(number, unit: fields.dropFirst().first)
        }
    }

    private static func bytes(_ number: UInt64, unit: Substring?) -> Double? {
        let factor =
            switch unit {
            case "KiB": 1024.0
            case "MiB": 1_048_576.0
            case "GiB": 1_073_741_824.0
            default: 1.0
            }
        let bytes = Double(number) * factor
        return bytes <= greatestBytes ? bytes : nil
    }

    /// Whether the device has dedicated memory (`vram` in amdgpu and xe, `local` in i915).
    var hasOwnMemory: Bool { !ownRegions.isEmpty }

    private var ownRegions: Set<String> {
        let regions = [consumedBytes, totalBytes, residentBytes].flatMap(\.keys)
        return Set(regions.filter { $0.hasPrefix("vram") || $0.hasPrefix("local") })
    }

    /// Device memory of the client; host memory if the device has no dedicated memory.
    var memoryBytes: Double? {
        let own = ownRegions
        guard own.isEmpty else {
            return own.reduce(0) { $0 + (consumedBytes[$1] ?? totalBytes[$1] ?? residentBytes[$1] ?? 0) }
        }
        return residentBytes.isEmpty ? nil : residentBytes.values.reduce(0, +)
    }

    /// Whether the client only has the device open, without memory or work on it.
    var isIdle: Bool {
        memoryBytes ?? 0 == 0 && engines.values.allSatisfy { $0.busyNanoseconds ?? $0.busyCycles ?? 0 == 0 }
    }
}
