import HeadroomCore
import HeadroomDisplay
import HeadroomFormat

/// Tables of a comparison: a row for each batch size, a column for each command.
struct CompareTable {
    let document: CompareDocument

    /// Quantity shown by a table.
    struct Quantity: Sendable {
        var title: String
        var text: @Sendable (SweepDocument.Point) -> String
    }

    static let throughput = Quantity(title: "samples/s") {
        Format.rate($0.samplesPerSecond.value) + " ±" + Format.percent($0.samplesPerSecond.halfWidthRatio)
    }

    static let others = [
        Quantity(title: "step time") { Format.seconds($0.stepSeconds.mean) },
        Quantity(title: "utilization") { $0.deviceUtilization.map(Format.percent) ?? "-" },
        Quantity(title: "peak memory") {
            ($0.peakDeviceMemoryBytes ?? $0.peakHostMemoryBytes).map(Format.bytes) ?? "-"
        },
    ]

    var batchSizes: [Int] {
        Set(document.contestants.flatMap { $0.points.map(\.batchSize) }).sorted()
    }

    /// Column names and rows of a table.
    func rows(_ quantity: Quantity) -> (head: [String], body: [[String]]) {
        let head = ["batch size"] + document.contestants.map(\.name)
        let body = batchSizes.map { size in
            [Format.count(size)]
                + document.contestants.map { contestant in
                    contestant.points.first { $0.batchSize == size }.map(quantity.text) ?? "-"
                }
        }
        return (head, body)
    }

    /// Differences between the trainings, aspects that could not be compared, and whether they are otherwise the same.
    var differences: [String] {
        guard document.contestants.count > 1 else { return ["Fewer than two commands were measured."] }
        if document.differences.isEmpty, document.unchecked.isEmpty {
            return ["The work is the same: parameters, optimizer, threads, and the loss of the first step."]
        }
        return document.differences.map { "The work differs in \($0)." }
            + document.unchecked.map { "Not compared: \($0)." }
    }

    /// Formats a list as `a, b and c`.
    private static func listed(_ names: [String]) -> String {
        guard let last = names.last, names.count > 1 else { return names.joined() }
        return names.dropLast().joined(separator: ", ") + " and " + last
    }

    /// Fastest commands, one sentence per finding.
    var findings: [String] {
        document.findings.map { finding in
            let place = "At a batch size of \(Format.count(finding.batchSize))"
            if finding.fastest.contains(finding.slowest) {
                return "\(place) no difference can be told: the intervals overlap."
            }
            let tied = finding.fastest.count > 1 ? " (their intervals overlap)" : ""
            let verb = finding.fastest.count > 1 ? "are" : "is"
            return "\(place), \(Self.listed(finding.fastest)) \(verb) the fastest\(tied): "
                + "\(Format.significant(finding.ratio)) times as many samples a second as \(finding.slowest)."
        }
    }

    /// Machine of the measurement: results on a CPU need not apply to a GPU.
    var place: String {
        let devices = Set(document.contestants.compactMap(\.work.device))
        let onlyCPU = devices.allSatisfy { $0 == "cpu" }
        let machine = document.machine.devices.joined(separator: ", ")
        return "Measured on \(machine.isEmpty ? "this machine" : machine), \(document.startedAt)"
            + (onlyCPU ? "; on the CPU only, which says nothing about a GPU." : ".")
    }
}
