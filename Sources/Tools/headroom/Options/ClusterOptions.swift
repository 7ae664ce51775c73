import ArgumentParser
import HeadroomCluster
import HeadroomCommandLine

/// Options of a measurement on another machine.
struct ClusterOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Measure in a job of Slurm with these resources, options of sbatch: slurm:partition=gpu,gres=gpu:1,time=30m.",
            valueName: "slurm:options"
        )
    )
    var on: String?

    @Option(
        help: ArgumentHelp(
            "The folder for the plan, the jobs and the results, shared with the nodes (default: headroom-runs/ and a name of the command). Starting again with it goes on.",
            valueName: "folder"
        )
    )
    var runFolder: String?

    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "Another option of sbatch, such as --slurm-option=--nodelist=n1,n2. Can be repeated.",
            valueName: "option"
        )
    )
    var slurmOption: [String] = []

    @Option(
        help: ArgumentHelp("How often a node looks whether it may go on (default: 30s).", visibility: .hidden)
    )
    var fenceEvery: TimeSpan?

    @Option(help: ArgumentHelp("How often Slurm is asked at most (default: 10s).", visibility: .hidden))
    var queueEvery: TimeSpan?

    @Option(
        help: ArgumentHelp("How long a job is missing until it is lost (default: 60s).", visibility: .hidden)
    )
    var lostAfter: TimeSpan?

    /// Beginning of the places that are known.
    private static let slurm = "slurm"

    func validate() throws {
        guard let on else {
            guard runFolder == nil, slurmOption.isEmpty else {
                throw ValidationError("--run-folder and --slurm-option go with --on slurm:...")
            }
            return
        }
        do {
            _ = try Self.request(on, options: slurmOption)
        } catch {
            throw ValidationError("--on: \(error). \(error.hint ?? "")")
        }
    }

    /// Resources that a place names.
    static func request(_ place: String, options: [String]) throws(ClusterError) -> SlurmRequest {
        let parts = place.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts[0] == slurm else {
            throw ClusterError(.usage, "'\(place)' is not a place that is known: there is slurm")
        }
        return try SlurmRequest(parts.count == 2 ? String(parts[1]) : "", passed: options)
    }

    var pace: Plan.Pace {
        var pace = Plan.Pace()
        if let fenceEvery { pace.fenceSeconds = fenceEvery.seconds }
        if let queueEvery { pace.queueSeconds = queueEvery.seconds }
        if let lostAfter { pace.lostSeconds = lostAfter.seconds }
        return pace
    }
}
