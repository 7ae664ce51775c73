import FoundationEssentials
import Subprocess

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// Slurm's programs: sbatch, squeue, scontrol and scancel.
package struct SlurmClient: Sendable {
    /// Time that a program may take; Slurm's own tries to reach its controller end before.
    private static let longestSeconds = "60"

    private struct Answer: Sendable {
        var status: Int32
        var output: String
        var errors: String
    }

    package init() {}

    /// Submits a script.
    ///
    /// - Returns: the number of the job, or the refusal.
    package func submit(_ script: String, request: SlurmRequest) async throws(ClusterError) -> Result<String, Refused> {
        // sbatch prefers its variables to the lines of a script.
        let overriding = Set(request.options.map { "SBATCH_\($0.name.uppercased().replacing("-", with: "_"))" })
        let answer = try await call("sbatch", ["--parsable", script], without: overriding)
        guard answer.status == 0 else { return .failure(Refused(Refusal(errors: answer.errors))) }
        // Format: `123`, or `123;cluster`.
        let id = answer.output.prefix { $0.isNumber }
        guard !id.isEmpty else {
            throw ClusterError(.missing, "sbatch answered '\(answer.output)', which is not the number of a job")
        }
        return .success(String(id))
    }

    package struct Refused: Error {
        package let refusal: Refusal

        init(_ refusal: Refusal) { self.refusal = refusal }
    }

    /// All jobs of the user that Slurm still knows; nil if Slurm does not answer.
    package func jobs() async throws(ClusterError) -> [JobStatus]? {
        let arguments = ["--me", "--noheader", "--states=all", "--format=\(JobStatus.queueFormat)"]
        let answer = try await call("squeue", arguments)
        return answer.status == 0 ? JobStatus.parse(queue: answer.output) : nil
    }

    /// A job with its exit code; nil if Slurm does not know it any more, or does not answer.
    package func job(_ id: String) async throws(ClusterError) -> JobStatus? {
        let answer = try await call("scontrol", ["show", "job", "--oneliner", id])
        return answer.status == 0 ? JobStatus.parse(job: answer.output) : nil
    }

    /// Time that a job has left, in seconds; nil if it has no limit, or Slurm does not answer.
    package func secondsLeft(of id: String) async -> Double? {
        let arguments = ["--noheader", "--jobs=\(id)", "--format=%L"]
        guard let answer = try? await call("squeue", arguments), answer.status == 0 else { return nil }
        return SlurmTime.seconds(answer.output.filter { !$0.isWhitespace })
    }

    /// Cancels a job; a job that has ended stays as it is.
    ///
    /// - Returns: Slurm's words if it did not.
    package func cancel(_ id: String) async throws(ClusterError) -> String? {
        let answer = try await call("scancel", [id])
        return answer.status == 0 ? nil : answer.errors
    }

    /// Variables of sbatch that would change how a job of ours ends or where it writes.
    private static let overriding: Set<String> = [
        "SBATCH_ARRAY_INX", "SBATCH_JOB_NAME", "SBATCH_NO_REQUEUE", "SBATCH_OPEN_MODE", "SBATCH_REQUEUE",
        "SBATCH_SIGNAL", "SBATCH_WAIT", "SBATCH_WAIT4SWITCH",
    ]

    private func call(
        _ program: String,
        _ arguments: [String],
        without variables: Set<String> = []
    ) async throws(ClusterError) -> Answer {
        var platform = PlatformOptions()
        // A Ctrl-C on the terminal goes only to Headroom: a submission is not left half done.
        platform.processGroupID = 0
        var updates: [Environment.Key: String?] = [:]
        for name in ProcessInfo.processInfo.environment.keys {
            // Inside a job the variables of that job would become the request of the new one.
            let isOfOuterJob = name.hasPrefix("SLURM_") && name != "SLURM_CONF" && name != "SLURM_CLUSTERS"
            guard isOfOuterJob || Self.overriding.contains(name) || variables.contains(name) else { continue }
            if let key = Environment.Key(rawValue: name) { updates[key] = .some(nil) }
        }
        updates["LC_ALL"] = "C"
        let answer: Answer
        do {
            let result = try await Subprocess.run(
                .name("timeout"),
                arguments: Arguments(["--kill-after=5", Self.longestSeconds, program] + arguments),
                environment: .inherit.updating(updates),
                platformOptions: platform,
                input: .none,
                output: .string(limit: 16 << 20),
                error: .string(limit: 1 << 20)
            )
            let status: Int32 =
                switch result.terminationStatus {
                case .exited(let code): code
                case .signaled(let signal): 128 + signal
                }
            answer = Answer(status: status, output: result.standardOutput, errors: result.standardError)
        } catch {
            throw ClusterError(.missing, "\(program) cannot be started: \(error)", hint: Self.hint)
        }
        // The exit code of timeout for a program that it does not find.
        guard answer.status != 127 else {
            throw ClusterError(
                .missing,
                "\(program) was not found on the PATH: there is no Slurm here",
                hint: Self.hint
            )
        }
        return answer
    }

    private static let hint =
        "--on slurm: needs Slurm's programs (sbatch, squeue, scontrol, scancel) on the PATH of this machine."
}
