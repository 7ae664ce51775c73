import ArgumentParser
import FoundationEssentials
import HeadroomCommandLine
import HeadroomDisplay
import HeadroomSchema
import HeadroomTraining

/// Prints the remedies for training a workload with a larger batch size as JSON, for `headroom`.
struct Remedies: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write what may let a workload learn from larger batches, as JSON.",
        shouldDisplay: false
    )

    @Argument var workload: String

    /// A ``LargerBatch`` as JSON.
    @Argument var training: String

    func run() throws {
        guard let workload = Workloads.named(workload),
            let training = try? JSONDecoder().decode(LargerBatch.self, from: Data(training.utf8))
        else { throw ValidationError("Name a workload, and what is trained at today as JSON.") }
        try StandardStream.output(JSONReport.render(workload.remedies(for: training)))
    }
}
