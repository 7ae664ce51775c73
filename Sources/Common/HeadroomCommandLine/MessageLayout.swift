/// How a message of Headroom looks: a line for what it is about, and what to do below it.
///
///     headroom: no libtorch was found
///       Install PyTorch 2.11 or newer, or name a libtorch with --libtorch DIR.
enum MessageLayout {
    static func text(_ subjects: [String], hint: String?) -> String {
        let hints = hint?.split(separator: "\n").map { "  \($0)\n" } ?? []
        return (subjects.map { "headroom: \($0)\n" } + hints).joined()
    }
}
