import HeadroomCore
import HeadroomFormat

/// Sentences of a survey of imported runs: each share with its unit, and which utilization it is.
enum ImportedSurvey {
    static func answer(_ document: SurveyDocument, _ source: SurveySource) -> String {
        let threshold = Format.percent(document.threshold)
        var who: [String] = []
        if let share = document.under.users {
            let count = document.users.count == 1 ? "the 1 user" : "the \(Format.count(document.users.count)) users"
            who.append("\(Format.accuracy(share)) of \(count)")
        }
        let runs = count(document.runs, source.unit)
        who.append("\(Format.accuracy(document.under.runs)) of the \(runs)")
        let cost = document.unusedPrice.map { ", which cost \(Format.money($0, document.price?.currency))" }
        let time =
            document.hours > 0
            ? " Of \(SurveyTable.hours(document.hours)) on GPUs, \(SurveyTable.hours(document.unusedHours)) went by "
                + "unused\(cost ?? "")."
            : " How long they had their GPUs is not in the files."
        let use = source.unit == .gpus ? "are used less than \(threshold)" : "use less than \(threshold) of their GPUs"
        let low = "\(who.joined(separator: " and ")) \(use)"
        return "\(low), by \(name(source.kind)).\(time)"
    }

    static func basis(_ document: SurveyDocument, _ source: SurveySource) -> String {
        let files = source.files == 1 ? "one file" : "\(Format.count(source.files)) files"
        var parts = [
            "\(count(document.runs, source.unit)) from \(files) of the format \(source.format), on average "
                + "\(Format.percent(document.utilization)) used"
        ]
        if let samples = source.samples {
            parts.append(
                "\(Format.count(samples.count)) samples, \(Format.accuracy(samples.atOrUnder)) of their time at or under "
                    + "\(Format.percent(document.threshold)), the median \(Format.percent(samples.median))"
            )
        }
        if document.runsWithout > 0 {
            parts.append("\(count(document.runsWithout, source.unit)) without a utilization left out")
        }
        if source.runsWithoutUser == document.runs {
            parts.append("none has a user")
        } else if source.runsWithoutUser > 0 {
            parts.append("\(count(source.runsWithoutUser, source.unit)) without a user, in no user's mean")
        }
        if source.brokenRows > 0 {
            let rows = source.brokenRows == 1 ? "1 row" : "\(Format.count(source.brokenRows)) rows"
            parts.append(
                "\(rows) of \(Format.count(source.rows)) could not be read, the first in \(source.firstBrokenRow ?? "-")"
            )
        }
        return parts.joined(separator: "; ")
    }

    /// `1 job`, `1,234 pods`.
    private static func count(_ number: Int, _ unit: SurveySource.Unit) -> String {
        "\(Format.count(number)) \(number == 1 ? String(unit.rawValue.dropLast()) : unit.rawValue)"
    }

    /// Name of a kind of utilization, in a sentence.
    static func name(_ kind: UtilizationKind) -> String {
        switch kind {
        case .gpuUtilization: "the driver's GPU utilization"
        case .smActivity: "the activity of the multiprocessors"
        case .dutyCycle: "the duty cycle"
        }
    }
}
