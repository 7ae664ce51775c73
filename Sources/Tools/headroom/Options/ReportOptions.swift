import ArgumentParser
import FoundationEssentials
import HeadroomCommandLine
import HeadroomCore
import HeadroomDisplay
import HeadroomReport

/// Output files and format of reports, common to all measuring commands.
struct ReportOptions: ParsableArguments {
    enum Progress: String, ExpressibleByArgument, CaseIterable {
        case auto, plain, none
    }

    @Option(help: "Write the measurements as JSON; - for standard output, where nothing else is written then.")
    var exportJSON: String?

    @Option(name: .customLong("export-csv"), help: "Write the table of batch sizes as CSV; - for standard output.")
    var exportCSV: String?

    @Option(help: "Write the table and the conclusions as Markdown; - for standard output.")
    var exportMarkdown: String?

    @Option(name: .customLong("html"), help: "Write a self-contained HTML page with the curves.")
    var html: String?

    @Option(help: "Progress display: auto, plain (a line at intervals) or none.")
    var progress = Progress.auto

    @Option(help: "Use colour: auto, always or never.")
    var color = ColorChoice.auto

    @Flag(help: "Print only the recommendation.")
    var quiet = false

    /// Files to write, each with the form of its content.
    private var exports: [(path: String, form: KeyPath<ReportForms, () throws -> String>)] {
        [(exportJSON, \.json), (exportCSV, \.csv), (exportMarkdown, \.markdown), (html, \.html)].compactMap {
            path,
            form in path.map { ($0, form) }
        }
    }

    /// Paths of the files to write.
    var paths: [String] { exports.map(\.path).filter { $0 != "-" } }

    func validate() throws {
        if exports.filter({ $0.path == "-" }).count > 1 {
            throw ValidationError("Only one export can go to standard output (-).")
        }
    }

    /// Checks before the sweep that all reports can be written.
    func checkDestinations() throws {
        for (path, _) in exports where path != "-" { try OutputFile.check(path) }
    }

    /// Writes every report, even if one of them fails.
    func write(_ forms: ReportForms) throws {
        var failures: [CommandFailure] = []
        for (path, form) in exports {
            let text = try forms[keyPath: form]()
            do throws(CommandFailure) {
                if path == "-" { try StandardStream.output(text) } else { try OutputFile.write(text, to: path) }
            } catch {
                failures.append(error)
            }
        }
        if exports.allSatisfy({ $0.path != "-" }) {
            let columns = StandardStream.columns(1) ?? 100
            do throws(CommandFailure) {
                try StandardStream.output(quiet ? forms.brief : forms.terminal(columns, style))
            } catch {
                failures.append(error)
            }
        }
        if let failure = CommandFailure(failures.flatMap(\.problems)) { throw failure }
    }

    private var style: TerminalStyle {
        TerminalStyle(
            choice: color,
            isTerminal: StandardStream.isTerminal(1),
            environment: ProcessInfo.processInfo.environment
        )
    }
}
