/// Resources that are requested of Slurm: `partition=gpu,gres=gpu:1,time=30m`, options of sbatch without their dashes.
package struct SlurmRequest: Equatable, Sendable {
    /// An option of sbatch.
    package struct Option: Equatable, Sendable {
        package let name: String
        /// Nil for a flag.
        package let value: String?

        /// The option as on a command line: `--gres=gpu:1`.
        package var text: String { "--\(name)" + (value.map { "=\($0)" } ?? "") }
    }

    package let options: [Option]

    private static let flags: Set<String> = [
        "contiguous", "exclusive", "hold", "oversubscribe", "overcommit", "reboot",
    ]

    /// Options that Headroom sets itself, since its run depends on them.
    private static let own: Set<String> = [
        "array", "chdir", "comment", "error", "input", "job-name", "no-requeue", "nodes", "ntasks", "open-mode",
        "output", "parsable", "quiet", "requeue", "signal", "test-only", "wait", "wrap",
    ]

    /// Parses options separated by commas, and some more as sbatch takes them.
    ///
    /// Words without an equals sign belong to the value before, as in `nodelist=n1,n2`, unless they are flags.
    ///
    /// - Parameter passed: options with their dashes, such as `--nodelist=n1,n2`.
    package init(_ text: String, passed: [String] = []) throws(ClusterError) {
        var options: [(name: String, value: String?)] = []
        for word in text.split(separator: ",") {
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            if parts.count == 2 {
                options.append((parts[0], parts[1]))
            } else if Self.flags.contains(parts[0]) {
                options.append((parts[0], nil))
            } else if let last = options.last, let value = last.value {
                options[options.count - 1].value = "\(value),\(parts[0])"
            } else {
                throw Self.usage("'\(word)' is neither NAME=VALUE nor a flag of sbatch that is known here")
            }
        }
        for word in passed {
            guard word.hasPrefix("--") else { throw Self.usage("'\(word)' is not an option such as --qos=debug") }
            let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            options.append((String(parts[0]), parts.count == 2 ? String(parts[1]) : nil))
        }
        self.options = try options.map { (name, value) throws(ClusterError) in
            guard name.first?.isLetter == true,
                name.allSatisfy({ $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "-") })
            else { throw Self.usage("'\(name)' is not the name of an option of sbatch") }
            if Self.own.contains(name), !(name == "nodes" && value == "1") {
                throw Self.usage("the option \(name) is set by headroom: one sweep is one job on one node")
            }
            guard let value else { return Option(name: name, value: nil) }
            guard !value.isEmpty, !value.contains(where: { $0.isNewline || "\"'\\`".contains($0) }) else {
                throw Self.usage("the option \(name) has the value '\(value)', which cannot stand in a job script")
            }
            return Option(name: name, value: name == "time" ? SlurmTime.text(value) : value)
        }
    }

    /// Time limit in seconds; nil for that of the partition.
    package var timeLimitSeconds: Double? {
        options.last { $0.name == "time" }?.value.flatMap(SlurmTime.seconds)
    }

    private static func usage(_ problem: String) -> ClusterError {
        ClusterError(.usage, problem, hint: "Request resources as in --on slurm:partition=gpu,gres=gpu:1,time=30m.")
    }
}
