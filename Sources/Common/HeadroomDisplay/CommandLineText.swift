/// A command as it can be pasted into a shell.
package enum CommandLineText {
    /// A command for people, without control characters.
    package static func text(_ arguments: [String]) -> String {
        arguments.map { word(TerminalText.printable($0)) }.joined(separator: " ")
    }

    /// One word, quoted where the shell would not take it as it is.
    package static func word(_ argument: String) -> String {
        let isPlain =
            !argument.isEmpty
            && argument.allSatisfy { $0.isLetter || $0.isNumber || "-_./=:,+@%".contains($0) }
        return isPlain ? argument : "'" + argument.replacing("'", with: "'\\''") + "'"
    }
}
