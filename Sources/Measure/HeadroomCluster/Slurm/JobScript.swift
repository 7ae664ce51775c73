import HeadroomDisplay

/// Script of a job, as sbatch takes it; it is kept in the run folder for people to read.
package struct JobScript: Sendable {
    let run: String
    let key: String
    let attempt: Int
    let request: SlurmRequest
    /// Nodes that lost an earlier attempt.
    let excluded: [String]
    let headroom: String
    let program: String
    let folder: RunFolder
    let workingFolder: String

    package init(
        plan: Plan,
        item: Plan.Item,
        attempt: Int,
        request: SlurmRequest,
        excluded: [String],
        folder: RunFolder
    ) {
        run = plan.run
        key = item.key
        self.attempt = attempt
        self.request = request
        self.excluded = excluded
        headroom = plan.headroom
        program = plan.program
        self.folder = folder
        workingFolder = item.workingFolder
    }

    /// Name of all jobs of a run.
    package static func jobName(run: String) -> String { "headroom-\(run)" }

    /// Comment of a job, by which it is recognized after a crash of the head.
    package static func comment(key: String, attempt: Int) -> String { "\(key).\(attempt)" }

    /// Seconds before the time limit at which the node is asked to end: a minute, or a quarter of a short limit.
    package static func warningSeconds(limit: Double?) -> Int {
        Int(min(60, max(5, (limit ?? .infinity) / 4)))
    }

    /// Refuses paths that cannot stand in the options of a job script.
    static func check(_ paths: String...) throws(ClusterError) {
        for path in paths where path.contains(where: { $0.isNewline || "\"\\".contains($0) }) {
            throw ClusterError(
                .usage,
                "the path \(path) has a quotation mark, a backslash or a line break, which sbatch does not take",
                hint: "Use a folder with another name."
            )
        }
    }

    package var text: String {
        var options = request.options
        if !excluded.isEmpty {
            let asked = options.compactMap { $0.name == "exclude" ? $0.value : nil }
            options.removeAll { $0.name == "exclude" }
            options.append(SlurmRequest.Option(name: "exclude", value: (asked + excluded).joined(separator: ",")))
        }
        let output = folder.outputPath(of: key, attempt: attempt).replacing("%", with: "%%")
        var lines = [
            "#!/bin/sh",
            "# Job of headroom \(headroom): attempt \(attempt) of the measurement \(key) in the plan",
            "# \(folder.planPath)",
            "#SBATCH --job-name=\(Self.jobName(run: run))",
            "#SBATCH --comment=\(Self.comment(key: key, attempt: attempt))",
            "# One node: the trials of a sweep are compared with each other.",
            "#SBATCH --nodes=1",
            "#SBATCH --ntasks=1",
            "# headroom submits a lost job again itself; nothing that a job wrote is overwritten.",
            "#SBATCH --no-requeue",
            "#SBATCH --open-mode=append",
            "# SIGTERM to headroom alone, in time to end its training and to write what was measured.",
            "#SBATCH --signal=B:TERM@\(Self.warningSeconds(limit: request.timeLimitSeconds))",
            "#SBATCH --output=\"\(output)\"",
            "#SBATCH --chdir=\"\(workingFolder)\"",
        ]
        if !options.isEmpty { lines.append("# As requested with --on.") }
        lines += options.map { "#SBATCH --\($0.name)" + ($0.value.map { "=\(Self.directiveValue($0))" } ?? "") }
        // exec: the signals of Slurm reach headroom.
        lines += ["exec \(CommandLineText.word(program)) node \(CommandLineText.word(folder.path))", ""]
        return lines.joined(separator: "\n")
    }

    private static func directiveValue(_ value: String) -> String {
        value.allSatisfy { $0.isLetter || $0.isNumber || "_.:,=+-@%/".contains($0) } ? value : "\"\(value)\""
    }
}
