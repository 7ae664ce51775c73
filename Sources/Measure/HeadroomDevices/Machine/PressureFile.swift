import HeadroomCore

/// Time during which threads waited for a CPU, memory or a disk (the kernel's pressure stall information).
struct PressureFile {
    let signal: Signal
    private let file: KernelFile

    private static let names: [(name: String, signal: Signal)] = [
        ("cpu", .cpuPressureSeconds), ("memory", .memoryPressureSeconds), ("io", .diskPressureSeconds),
    ]

    /// Files that this kernel provides.
    static func all(root: String) -> [PressureFile] {
        names.compactMap { name, signal in
            // A kernel with the accounting disabled has the files, but refuses to read them.
            KernelFile("\(root)/proc/pressure/\(name)").map { PressureFile(signal: signal, file: $0) }
                .flatMap { $0.seconds() == nil ? nil : $0 }
        }
    }

    /// Time since boot, in seconds, during which at least one thread was stalled.
    func seconds() -> Double? { file.text().flatMap(Self.seconds(inText:)) }

    /// Parses the total, in microseconds, of a line such as `some avg10=0.00 avg60=0.00 avg300=0.00 total=12`.
    static func seconds(inText text: String) -> Double? {
        guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("some ") }),
            let field = line.split(separator: " ").last, field.hasPrefix("total="),
            let total = Double(field.dropFirst("total=".count))
        else { return nil }
        return total * 1e-6
    }
}
