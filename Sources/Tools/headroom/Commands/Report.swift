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
        abstract: "Draw a kept run again, or two beside each other.",
        discussion: """
            A run is named by its id as 'headroom runs' shows it, by the beginning of one, by 'last', or by a file that \
            --export-json or --record wrote; what a recording holds is concluded anew.

            With --against, --fail-if makes it a gate, as in --fail-if 'samplesPerSecond<-5%' \
            --fail-if 'peakHostMemoryBytes>10%'. It ends with exit code 2 where a change is beyond the bound and its 95 % \
            interval excludes that nothing changed; where the interval does not, it warns and ends with 0. A figure \
            without an interval (memory, utilization, energy) is taken at its value; one that a run lacks ends with 2.
            """
    )

    @Argument(help: ArgumentHelp("One run, or two to compare.", valueName: "run"))
    var runs: [String]

    @Option(help: ArgumentHelp("Compare with this run, which is the earlier one.", valueName: "run"))
    var against: String?

    @Option(
        help: ArgumentHelp(
            "Fail where a figure changed so: FIGURE<-N% or FIGURE>N%. May be given again.",
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
            throw CommandFailure("\(name) is no report that --export-json wrote, and no recording")
        }
    }
}
