import HeadroomCore
import HeadroomDisplay
import HeadroomFormat

/// Cost to the target at three batch sizes: the baseline, the recommended and the largest that fits.
struct CandidateTable {
    let document: SweepDocument

    private var candidates: [SweepDocument.Candidate] { document.candidates.filter { $0.seconds != nil } }

    /// Title with the target.
    var title: String {
        let target = document.learning.flatMap { learning in
            learning.target.map { "a test \(learning.measure.name) of \(LearningTable(learning: learning).figure($0))" }
        }
        return "to " + (target ?? "where today's training ends")
    }

    var head: [String] {
        [title, "batch size", "time", "samples"] + (hasEnergy ? ["energy"] : []) + (hasPrice ? ["price"] : [])
    }

    var body: [[String]] {
        candidates.map { candidate in
            [
                candidate.name.rawValue, Format.count(candidate.batchSize),
                candidate.seconds.map(Format.seconds) ?? "-",
                candidate.samples.map { Format.count($0) } ?? "-",
            ] + (hasEnergy ? [candidate.joules.map(Format.joules) ?? "-"] : [])
                + (hasPrice ? [candidate.price.map { Format.money($0, document.price?.currency) } ?? "-"] : [])
        }
    }

    private var hasEnergy: Bool { candidates.contains { $0.joules != nil } }
    private var hasPrice: Bool { candidates.contains { $0.price != nil } }
}
