import HeadroomDisplay
import HeadroomEnvironments
import HeadroomFormat

/// A text summary of a taxi training.
struct TaxiSummary {
    let algorithm: String
    let variant: TaxiVariant
    let record: TaxiTrainingRecord
    /// The seed of the sampled episodes.
    let seed: UInt64
    /// Batch size of an update; nil for a table.
    let batchSize: Int?
    let checkpoint: String?

    /// Number of sampled episodes for the usual estimate, which is printed next to the exact score.
    private static let sampledEpisodes = 100

    func text() throws -> String {
        guard let best = record.best, let last = record.evaluations.last else { return "" }
        let score = best.score
        var lines = [
            "\(variant.name), \(algorithm): " + (record.isOptimal ? "the exact optimum" : "not the optimum yet")
        ]
        lines.append(
            "return \(Format.reward(score.meanReturn)) of \(Format.reward(record.evaluator.best.meanReturn)) "
                + "(at random \(Format.reward(record.evaluator.random.meanReturn))), "
                + "success \(Format.accuracy(score.successRate)), over all starts"
        )
        if record.evaluator.mayNeedMemory, !record.isOptimal {
            lines.append(
                "the best driver remembers whether the passenger may still change his mind; one action for each state falls short"
            )
        }
        let sampled = try TaxiPolicy(variant: variant, actions: record.bestActions)
            .sampledScore(episodes: Self.sampledEpisodes, seed: seed)
        lines.append(
            "\(sampled.episodes) episodes drawn at random: \(Format.reward(sampled.meanReturn)), standard error "
                + Format.reward(sampled.standardError ?? 0)
        )
        if last.updates == 0 {
            lines.append("nothing was learned: this is what an untrained taxi scores")
        } else {
            lines.append(effort(best))
            if let batchSize { lines.append(rates(last, batchSize)) }
        }
        if let checkpoint {
            lines.append("it is in \(checkpoint); headroom play taxi --checkpoint \(checkpoint) shows it")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func effort(_ best: TaxiEvaluation) -> String {
        "after \(Format.count(Double(best.environmentSteps))) environment steps, "
            + "\(Format.count(Double(best.episodes))) episodes and \(Format.seconds(best.seconds))"
    }

    /// The rates of updates and of sample reuse.
    ///
    /// The number of updates per environment step is the replay ratio (Fedus et al. 2020).
    private func rates(_ last: TaxiEvaluation, _ batchSize: Int) -> String {
        "\(Format.count(Double(last.updates))) updates of \(batchSize), "
            + "\(Format.count(Double(last.updates) / last.seconds)) a second: \(Format.significant(last.replayRatio)) for each environment step (replay ratio), "
            + "every experience learned from \(Format.fixed(last.sampleReuse, decimals: 1)) times"
    }
}

extension TaxiEvaluation {
    /// A progress line for a terminal.
    var line: String {
        var parts = [
            "return \(Format.reward(score.meanReturn))",
            "success \(Format.accuracy(score.successRate))",
            "epsilon \(Format.fixed(epsilon, decimals: 2))",
            "\(Format.count(Double(environmentSteps))) steps",
        ]
        if seconds > 0, samples > updates {
            parts.append("\(Format.count(Double(updates) / seconds)) updates/s")
            parts.append("\(Format.count(Double(samples) / seconds)) samples/s")
        }
        return parts.joined(separator: ", ")
    }
}

extension Format {
    /// A mean return, with two decimals.
    static func reward(_ value: Double) -> String { fixed(value, decimals: 2) }
}
