/// The part of a command line that a node carries out.
///
/// Options that only the head uses (reports, the store, the price, the cluster) are left out, so that other reports do
/// not make another measurement.
enum PlannedArguments {
    private static let options: Set<String> = [
        "--color", "--export-csv", "--export-json", "--export-markdown", "--fence-every", "--html", "--job",
        "--lost-after", "--on", "--price", "--progress", "--queue-every", "--run-folder", "--slurm-option", "--store",
    ]
    private static let flags: Set<String> = ["--no-store", "--quiet"]

    /// - Parameter arguments: arguments that were parsed without error, without the program's name.
    static func of(_ arguments: [String]) -> [String] {
        var kept: [String] = []
        var rest = arguments[...]
        while let word = rest.popFirst() {
            if word == "--" { return kept + [word] + rest }
            let name = word.firstIndex(of: "=").map { String(word[..<$0]) } ?? word
            if flags.contains(word) { continue }
            if options.contains(name) {
                if name == word { rest = rest.dropFirst() }
                continue
            }
            kept.append(word)
        }
        return kept
    }
}
