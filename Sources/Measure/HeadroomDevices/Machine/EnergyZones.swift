import FoundationEssentials
import HeadroomSystem

/// Energy of the processors, from the kernel's power capping interface (RAPL, on Intel and AMD).
struct EnergyZones {
    private var zones: [(file: KernelFile, counter: RisingCounter)] = []
    /// Reason why there are no zones.
    private(set) var problem: String?

    /// Finds one zone per processor package, which includes its subzones.
    init(root: String) {
        let folder = "\(root)/sys/class/powercap"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        // Subzones have a second number in their names.
        for name in names.sorted() where name.hasPrefix("intel-rapl:") && name.split(separator: ":").count == 2 {
            let path = "\(folder)/\(name)"
            guard SystemFile.text("\(path)/name")?.hasPrefix("package") ?? false else { continue }
            guard let file = KernelFile("\(path)/energy_uj", capacity: 64), file.integer() != nil else {
                problem = "only root may read \(path)/energy_uj"
                continue
            }
            let range = SystemFile.integer("\(path)/max_energy_range_uj").map(Double.init)
            zones.append((file, RisingCounter(wrapsAt: range)))
        }
        if zones.isEmpty, problem == nil { problem = "this machine does not say what its processors take" }
    }

    var isEmpty: Bool { zones.isEmpty }

    /// Energy in joules since the first reading; nil if a zone cannot be read any more.
    mutating func joules() -> Double? {
        var sum = 0.0
        for index in zones.indices {
            guard let value = zones[index].file.integer() else { return nil }
            sum += zones[index].counter.total(Double(value)) * 1e-6
        }
        return zones.isEmpty ? nil : sum
    }
}
