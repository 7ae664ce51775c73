import HeadroomDisplay
import HeadroomEnvironments

/// What a training of a taxi came to, in a few lines.
struct TaxiSummary {
    let algorithm: String
    let variant: TaxiVariant
    let school: DrivingSchool
    /// Of the episodes that are drawn.
    let seed: UInt64
    /// Of an update; nil for a table.
    let batchSize: Int?
    let checkpoint: String?

    /// Episodes whose mean stands beside the exact score, as it is usually told.
    private static let sampledEpisodes = 100

    func text() throws -> String {
        guard let best = school.best, let last = school.lessons.last else { return "" }
        let score = best.score
        var lines = ["\(variant.name), \(algorithm): " + (school.isExact ? "the exact optimum" : "not the optimum yet")]
        lines.append(
            "return \(TaxiFigure.reward(score.meanReturn)) of \(TaxiFigure.reward(school.judge.best.meanReturn)) "
                + "(at random \(TaxiFigure.reward(school.judge.random.meanReturn))), "
                + "success \(Figure.percent(score.successRate)), over all starts"
        )
        if school.judge.mayNeedMemory, !school.isExact {
            lines.append(
                "the best driver remembers whether the passenger may still change his mind; one action for each state falls short"
            )
        }
        let sampled = try TaxiDriver(variant: variant, actions: school.bestActions)
            .sampledScore(episodes: Self.sampledEpisodes, seed: seed)
        lines.append(
            "\(sampled.episodes) episodes drawn at random: \(TaxiFigure.reward(sampled.meanReturn)), standard error "
                + TaxiFigure.reward(sampled.standardError ?? 0)
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

    private func effort(_ best: DrivingLesson) -> String {
        "after \(Figure.count(Double(best.environmentSteps))) environment steps, "
            + "\(Figure.count(Double(best.episodes))) episodes and \(Format.seconds(best.seconds))"
    }

    /// The replay ratio is updates for each step of the environment, as in Fedus and others, 2020.
    private func rates(_ last: DrivingLesson, _ batchSize: Int) -> String {
        let ratio = (last.replayRatio * 1000).rounded() / 1000
        return "\(Figure.count(Double(last.updates))) updates of \(batchSize), "
            + "\(Figure.count(Double(last.updates) / last.seconds)) a second: \(ratio) for each environment step (replay ratio), "
            + "every experience learned from \((last.sampleReuse * 10).rounded() / 10) times"
    }
}
