/// Layout of a message: a line for each problem, and the hint indented below.
///
///     headroom: no libtorch was found
///       Install PyTorch 2.11 or newer, or name a libtorch with --libtorch DIR.
enum MessageLayout {
    static func text(_ subjects: [String], hint: String?) -> String {
        let hints = hint?.split(separator: "\n").map { "  \($0)\n" } ?? []
        return (subjects.map { "headroom: \($0)\n" } + hints).joined()
    }
}
