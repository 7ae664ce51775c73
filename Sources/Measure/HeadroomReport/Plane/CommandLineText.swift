import HeadroomDisplay

/// A command as it can be pasted into a shell.
enum CommandLineText {
    static func text(_ arguments: [String]) -> String {
        arguments.map { quoted(TerminalText.printable($0)) }.joined(separator: " ")
    }

    private static func quoted(_ argument: String) -> String {
        let isPlain =
            !argument.isEmpty
            && argument.allSatisfy { $0.isLetter || $0.isNumber || "-_./=:,+@%".contains($0) }
        return isPlain ? argument : "'" + argument.replacing("'", with: "'\\''") + "'"
    }
}
