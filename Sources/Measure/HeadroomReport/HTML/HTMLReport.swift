package import HeadroomCore
import HeadroomDisplay
import HeadroomFormat

/// Self-contained HTML page: the answer, the ceilings, the charts, the figures, and how they were measured.
package enum HTMLReport {
    package static func render(_ document: SweepDocument) -> String {
        let title = "Headroom: \(document.workload ?? document.command.first ?? "sweep")"
        return Page.render(title: title, sections: sections(of: document))
    }

    private static func sections(of document: SweepDocument) -> [Node] {
        if let run = document.watchedRun { return RunHTMLReport.sections(document, run) + conditions(document) }
        let pictures = SweepCharts(document: document)
        let charts = pictures.all
        var nodes = [header(document), ceilings(document)]
        let notes = document.notes + Ceiling.failures(of: document)
        if !notes.isEmpty {
            nodes.append(tag("h2", [:], "Worth knowing"))
            nodes.append(tag("ul", ["class": "notes"], notes.map { tag("li", [:], .text($0)) }))
        }
        if let summary = pictures.summary { nodes.append(summary.figure) }
        let candidates = CandidateTable(document: document)
        if !candidates.body.isEmpty {
            nodes.append(tag("h2", [:], .text("What it takes \(candidates.title)")))
            nodes.append(grid([""] + candidates.head.dropFirst(), candidates.body))
        }
        if let learning = document.learning { nodes += LearningHTMLReport.sections(learning) }
        if !charts.isEmpty {
            nodes.append(tag("h2", [:], "Over the batch size"))
            nodes.append(tag("div", ["class": "grid"], charts.map(\.figure)))
        }
        if !Table.content(of: document).rows.isEmpty {
            nodes.append(tag("h2", [:], "The numbers"))
            nodes.append(table(document))
        }
        nodes.append(tag("h2", [:], "The laws behind it"))
        nodes.append(tag("ul", [:], laws(document).map { tag("li", [:], .text($0)) }))
        return nodes + conditions(document)
    }

    private static func conditions(_ document: SweepDocument) -> [Node] {
        [
            tag("h2", [:], "How it was measured"),
            tag("ul", [:], method(document).map { tag("li", [:], .text($0)) }),
        ]
    }

    private static func header(_ document: SweepDocument) -> Node {
        let answer: String
        let reason: String
        if let recommendation = document.recommendation {
            answer = recommendation.answer
            reason = recommendation.reason.prefix(1).uppercased() + recommendation.reason.dropFirst()
        } else {
            answer = "No batch size can be recommended"
            reason = "What was measured does not carry a recommendation; the reasons stand below."
        }
        return tag(
            "header",
            [:],
            tag("p", ["class": "over"], tag("code", [:], .text(document.command.joined(separator: " ")))),
            tag("h1", [:], .text(answer)),
            tag("p", ["class": "lead"], .text(reason))
        )
    }

    private static func ceilings(_ document: SweepDocument) -> Node {
        tag(
            "div",
            ["class": "grid ceilings"],
            Ceiling.all(of: document).map { ceiling in
                let binds = ceiling.name == document.recommendation?.limitedBy.rawValue
                return tag(
                    "div",
                    ["class": binds ? "card binding" : "card"],
                    tag("div", ["class": "name"], .text(ceiling.name)),
                    tag("div", ["class": "size"], .text(ceiling.batchSize.map { Format.count($0) } ?? "–")),
                    tag("p", [:], .text(ceiling.explanation))
                )
            }
        )
    }

    private static func table(_ document: SweepDocument) -> Node {
        let (titles, rows) = Table.content(of: document)
        let head = tag("tr", [:], titles.map { tag("th", ["scope": "col"], .text($0)) })
        let body = rows.map { row in
            tag(
                "tr",
                row.batchSize == document.recommendation?.batchSize ? ["class": "chosen"] : [:],
                row.cells.map { tag("td", [:], .text($0)) }
            )
        }
        return tag("div", ["class": "scroll"], tag("table", [:], tag("thead", [:], head), tag("tbody", [:], body)))
    }

    private static func laws(_ document: SweepDocument) -> [String] {
        var lines: [String] = []
        if let law = document.laws.time {
            var line =
                "Step time a + c b: a = \(Format.seconds(law.fixedSeconds)), c = \(Format.seconds(law.secondsPerSample)) a "
                + "sample; the measurements stay within \(Format.percent(law.residualRatio)) of it (root mean square)."
            if let half = law.halfSaturationBatchSize {
                line +=
                    " Half of the greatest throughput is reached at a batch size of \(Format.significant(half.value)) "
                    + "(\(Format.significant(half.low)) to \(Format.significant(half.high)))."
            }
            if let departure = law.departure { line += " But \(departure)." }
            lines.append(line)
        }
        let memories = [
            (document.laws.deviceMemory, "Peak memory of the device"),
            (document.laws.memory, document.laws.deviceMemory == nil ? "Peak memory" : "Peak memory of the host"),
        ]
        for case (let law?, let name) in memories {
            var line =
                "\(name) F + s b: F = \(Format.bytes(law.fixedBytes)), s = \(Format.bytes(law.bytesPerSample)) a sample; "
                + "the measurements stay within \(Format.percent(law.residualRatio)) of it."
            if let departure = law.departure { line += " But \(departure)." }
            lines.append(line)
        }
        if let law = document.laws.energy {
            var line =
                "Step energy e0 + e1 b: e0 = \(Format.joules(law.fixedJoules)), e1 = \(Format.joules(law.joulesPerSample)) "
                + "a sample; the measurements stay within \(Format.percent(law.residualRatio)) of it."
            if let even = law.evenBatchSize {
                line +=
                    " At a batch size of \(Format.significant(even.value)) (\(Format.significant(even.low)) to "
                    + "\(Format.significant(even.high))) a sample takes twice the least that it can."
            }
            lines.append(line)
        }
        if let fits = document.fits, !fits.probabilities.isEmpty {
            let list = fits.probabilities.map {
                "\(Format.count($0.batchSize)): \(Format.count($0.probability * 100)) %"
            }
            lines.append("How likely a batch size near the limit fits: \(list.joined(separator: ", ")).")
        }
        if let law = document.learning.flatMap({ LearningTable(learning: $0).stepsLaw }) { lines.append(law) }
        return lines.isEmpty ? ["Too little was measured for a law."] : lines
    }

    private static func processes(_ document: SweepDocument) -> String {
        if document.watchedRun != nil { return "One run, watched from its start to its end" }
        let count = Set(document.trials.compactMap(\.processId)).count
        let trials = document.trials.count
        return count < trials ? "\(trials) trials in \(count) processes" : "\(trials) trials, each a process of its own"
    }

    private static func method(_ document: SweepDocument) -> [String] {
        var lines = [
            "\(processes(document)); the warm-up of each is left out, and throughput is "
                + "samples over the elapsed time of what remains. ! marks an interval wider than was wanted.",
            "Started \(document.startedAt) on \(document.machine.devices.isEmpty ? "this machine" : document.machine.devices.joined(separator: ", ")), "
                + "\(Format.plain(document.machine.usableCPUs)) of \(document.machine.logicalCPUs) CPUs usable, "
                + "\(Format.bytes(document.machine.memoryBytes)) of memory.",
        ]
        if !document.machine.frameworks.isEmpty {
            let names = document.machine.frameworks.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
            lines.append("Framework: \(names.joined(separator: ", ")).")
        }
        if let observer = document.observer, observer.wallSeconds > 0 {
            let share = Format.fixed(observer.cpuSeconds / observer.wallSeconds * 100, decimals: 2)
            lines.append(
                "Watching took \(share) % of one CPU and \(Format.bytes(observer.privateMemoryBytes)) of private memory."
            )
        }
        return lines
    }
}
