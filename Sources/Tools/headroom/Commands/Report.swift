import ArgumentParser
import FoundationEssentials
import HeadroomCommandLine
import HeadroomCore
import HeadroomDisplay
import HeadroomReport
import HeadroomStore
import HeadroomSweep
import HeadroomTrials

/// Prints the report of a stored run, or compares two.
struct Report: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show a saved run again, or compare two.",
        discussion: """
            Name a run by its id in 'headroom runs', by the beginning of one, by 'last', or by a file of --export-json or \
            --record; the conclusions from a recording are drawn again.

            With --against, --fail-if makes it a gate for CI, such as --fail-if 'samplesPerSecond<-5%' \
            --fail-if 'peakHostMemoryBytes>10%'. It exits with code 2 if a change exceeds the bound and its 95 % interval \
            excludes zero; if the interval includes zero, it warns and exits with 0. Figures without an interval (memory, \
            utilization, energy) are compared by value; a figure that a run lacks exits with 2.
            """
    )

    @Argument(help: ArgumentHelp("One run, or two to compare.", valueName: "run"))
    var runs: [String]

    @Option(help: ArgumentHelp("Compare with this earlier run.", valueName: "run"))
    var against: String?

    @Option(
        help: ArgumentHelp(
            "Fail if a figure changed by more than this: FIGURE<-N% or FIGURE>N%. Can be repeated.",
            valueName: "rule"
        )
    )
    var failIf: [ChangeThreshold] = []

    @OptionGroup var store: StoreOptions
    @OptionGroup var price: PriceOptions
    @OptionGroup(title: "Reports") var reports: ReportOptions

    func validate() throws {
        guard runs.count <= (against == nil ? 2 : 1) else {
            throw ValidationError("At most two runs can stand beside each other.")
        }
        if !failIf.isEmpty, against == nil { throw ValidationError("--fail-if needs --against RUN to compare with.") }
    }

    func run() throws {
        try reports.checkDestinations()
        let documents = try (against.map { [$0] + runs } ?? runs).map { price.applied(to: try document($0)) }
        guard documents.count == 2 else { return try reports.write(ReportForms(documents[0])) }
        let comparison = RunComparison(before: documents[0], after: documents[1])
        try reports.write(ReportForms(comparison))
        let findings = failIf.map { $0.findings(in: comparison) }
        for warning in findings.flatMap(\.warnings) { StandardStream.note("warning: \(warning)") }
        let failure = CommandFailure(findings.flatMap(\.failures), exitCode: .thresholdNotMet)
        if let failure { throw failure }
    }

    private func document(_ name: String) throws -> SweepDocument {
        if FileManager.default.fileExists(atPath: name), let data = FileManager.default.contents(atPath: name) {
            return try file(data, name: name)
        }
        return try store.open().run(named: name).document
    }

    private func file(_ data: Data, name: String) throws -> SweepDocument {
        if RecordedRun.isRecording(data) {
            return SweepDocument(WatchedRun.result(of: try RecordedRun(data, name: name)))
        }
        do {
            return try StoredReport.sweep(from: String(decoding: data, as: UTF8.self))
        } catch let error as SweepDocument.UnknownSchema {
            throw CommandFailure("\(name) cannot be read: \(error)")
        } catch {
            throw CommandFailure("\(name) is neither a report of --export-json nor a recording")
        }
    }
}
