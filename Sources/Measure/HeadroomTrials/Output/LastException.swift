extension TrialError {
    /// Last line that names a Python exception, without a launcher's prefix.
    ///
    /// nil where there is none, or where it is the last line anyway.
    package var lastException: String? {
        let lines = lastLines.map(Self.withoutPrefix)
        guard let index = lines.lastIndex(where: Self.namesException), index < lines.endIndex - 1 else { return nil }
        return lines[index]
    }

    /// Line without a launcher's prefix: `[rank0]: ValueError: ...` becomes `ValueError: ...`.
    private static func withoutPrefix(_ line: String) -> String {
        guard line.hasPrefix("["), let end = line.firstIndex(of: "]") else { return line }
        return String(line[line.index(after: end)...].drop { $0 == ":" }.drop { $0 == " " })
    }

    /// Whether a line begins with an exception's name, such as `torch.OutOfMemoryError: CUDA out of memory`.
    private static func namesException(_ line: String) -> Bool {
        let name = line.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." }
        let rest = line.dropFirst(name.count)
        guard rest.isEmpty || rest.hasPrefix(":"), name.first?.isNumber == false else { return false }
        return ["Error", "Exception", "Interrupt"].contains { name.hasSuffix($0) }
    }
}
