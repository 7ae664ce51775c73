import HeadroomCore
import HeadroomDisplay
import HeadroomFormat

/// Sentences and tables of a survey, shared by the report forms.
enum SurveyTable {
    /// Number of users who leave nearly all of their devices unused.
    static func answer(_ document: SurveyDocument) -> String {
        if let source = document.source { return ImportedSurvey.answer(document, source) }
        let threshold = Format.percent(document.threshold)
        let (count, all) = (document.users.count { $0.utilization < document.threshold }, document.users.count)
        let who = all == 1 ? "1 user" : "\(all) users"
        let low =
            "\(count) of \(who) and \(Format.percent(document.under.runs)) of the runs use less than \(threshold) of "
            + "what they train on."
        let cost = document.unusedPrice.map { ", which cost \(Format.money($0, document.price?.currency))" }
        return low
            + " Of \(hours(document.hours)) on devices, \(hours(document.unusedHours)) went by unused\(cost ?? "")."
    }

    static func basis(_ document: SurveyDocument) -> String {
        if let source = document.source { return ImportedSurvey.basis(document, source) }
        let stores = document.stores == 1 ? "one store" : "\(document.stores) stores"
        let without = document.runsWithout > 0 ? "; \(document.runsWithout) without a utilization were left out" : ""
        return
            "\(Format.count(document.runs)) runs from \(stores), on average \(Format.percent(document.utilization)) used"
            + without
    }

    static func hours(_ hours: Double) -> String {
        switch hours {
        case ..<(1.0 / 60): "\(Format.significant(hours * 3600, digits: 2)) s"
        case ..<1: "\(Format.significant(hours * 60, digits: 2)) min"
        default: "\(Format.significant(hours, digits: 3)) h"
        }
    }

    /// Titles of the columns of a group; nothing is known of what held imported runs back.
    static func groupTitles(_ document: SurveyDocument) -> [String] {
        [runs(document), "time", "unused", "used"] + (document.source == nil ? ["held back by"] : [])
    }

    static func cells(_ group: SurveyDocument.Group, of document: SurveyDocument) -> [String] {
        [Format.count(group.runs), hours(group.hours), hours(group.unusedHours), Format.percent(group.utilization)]
            + (document.source == nil ? [group.boundBy.map(name) ?? "-"] : [])
    }

    /// What the runs are.
    static func runs(_ document: SurveyDocument) -> String { document.source?.unit.rawValue ?? "runs" }

    /// What a job is in the tables: a pod or a GPU, where these are the runs.
    static func job(_ document: SurveyDocument) -> String {
        switch document.source?.unit {
        case .pods: "pod"
        case .gpus: "GPU"
        case .jobs, .instances, nil: "job"
        }
    }

    /// Jobs that the document does not list.
    static func moreJobs(_ document: SurveyDocument) -> Int {
        max(0, (document.source?.jobs ?? 0) - document.jobs.count)
    }

    static func cells(_ cause: SurveyDocument.Cause) -> [String] {
        [Format.count(cause.runs), hours(cause.hours), hours(cause.unusedHours)]
    }

    /// Name of a bottleneck.
    static func name(_ bottleneck: Bottleneck) -> String {
        switch bottleneck {
        case .input: "input"
        case .launch: "fixed cost of steps"
        case .memoryBandwidth: "memory bandwidth"
        case .compute: "compute"
        case .synchronization: "synchronization"
        case .throttled: "throttling"
        case .contended: "other programs"
        case .spinning: "threads that spin"
        case .host: "CPUs and threads"
        case .unknown: "unknown"
        }
    }

    /// Labels and counts of the utilization histogram, in tenths.
    static func tenths(_ document: SurveyDocument) -> [(label: String, runs: Int)] {
        document.histogram.enumerated().map { ("\($0.offset * 10)–\($0.offset * 10 + 10) %", $0.element) }
    }
}
