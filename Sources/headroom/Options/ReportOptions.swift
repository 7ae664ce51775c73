import ArgumentParser
import FoundationEssentials
import HeadroomCore
import HeadroomReport

extension ColorChoice: ExpressibleByArgument {}

/// Where reports go, and how they look: the options that every measuring command has.
struct ReportOptions: ParsableArguments {
    enum Progress: String, ExpressibleByArgument, CaseIterable {
        case auto, plain, none
    }

    @Option(help: "Write the measurements as JSON; - for standard output, which then holds nothing else.")
    var exportJSON: String?

    @Option(name: .customLong("export-csv"), help: "Write the table of batch sizes as CSV; - for standard output.")
    var exportCSV: String?

    @Option(help: "Write the table and the conclusions as Markdown; - for standard output.")
    var exportMarkdown: String?

    @Option(name: .customLong("html"), help: "Write one page with the curves, complete in itself.")
    var html: String?

    @Option(help: "Show progress: auto, plain (a line now and then) or none.")
    var progress = Progress.auto

    @Option(help: "Use colour: auto, always or never.")
    var color = ColorChoice.auto

    @Flag(help: "Print the recommendation only.")
    var quiet = false

    /// Every file that is to be written, with the report that goes into it.
    private var exports: [(path: String, render: (SweepDocument) throws -> String)] {
        var exports: [(String, (SweepDocument) throws -> String)] = []
        if let exportJSON { exports.append((exportJSON, { try JSONReport.render($0) })) }
        if let exportCSV { exports.append((exportCSV, { CSVReport.render($0) })) }
        if let exportMarkdown { exports.append((exportMarkdown, { MarkdownReport.render($0) })) }
        if let html { exports.append((html, { HTMLReport.render($0) })) }
        return exports
    }

    func validate() throws {
        if exports.filter({ $0.path == "-" }).count > 1 {
            throw ValidationError("Only one export can go to standard output (-).")
        }
    }

    /// Finds out before the sweep, not after it, that a report cannot be written.
    func checkDestinations() throws {
        for (path, _) in exports where path != "-" { try OutputFile.check(path) }
    }

    /// Writes every report; each failure is told, and the others are written all the same.
    func write(_ document: SweepDocument) throws {
        var failures: [OutputFailure] = []
        for (path, render) in exports {
            do {
                let text = try render(document)
                if path == "-" { try StandardStream.output(text) } else { try OutputFile.write(text, to: path) }
            } catch let failure as OutputFailure {
                failures.append(failure)
            }
        }
        if exports.allSatisfy({ $0.path != "-" }) { try StandardStream.output(terminalText(document)) }
        for failure in failures { StandardStream.message("headroom: \(failure)\n") }
        if !failures.isEmpty { throw ExitCode.somethingMissing }
    }

    private func terminalText(_ document: SweepDocument) -> String {
        if quiet { return (document.recommendation?.why ?? "no recommendation") + "\n" }
        return TerminalReport.render(
            document,
            width: StandardStream.columns(1) ?? 100,
            style: TerminalStyle(
                choice: color,
                isTerminal: StandardStream.isTerminal(1),
                environment: ProcessInfo.processInfo.environment
            )
        )
    }
}

/// Files that a person asked for.
enum OutputFile {
    /// Sees whether a file can be written, without harming what is there.
    static func check(_ path: String) throws {
        let files = FileManager.default
        var isFolder = false
        if files.fileExists(atPath: path, isDirectory: &isFolder) {
            if isFolder { throw OutputFailure(path: path, reason: "it is a folder") }
            if !files.isWritableFile(atPath: path) { throw OutputFailure(path: path, reason: "it may not be written") }
            return
        }
        let folder = path.contains("/") ? String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]) : "."
        let parent = folder.isEmpty ? "/" : folder
        guard files.fileExists(atPath: parent, isDirectory: &isFolder), isFolder else {
            throw OutputFailure(path: path, reason: "the folder \(parent) does not exist")
        }
        guard files.isWritableFile(atPath: parent) else {
            throw OutputFailure(path: path, reason: "the folder \(parent) may not be written")
        }
    }

    static func write(_ text: String, to path: String) throws {
        do {
            try Data(text.utf8).write(to: URL(filePath: path))
        } catch {
            throw OutputFailure(path: path, reason: "\(error)")
        }
    }
}
