import HeadroomCore
import HeadroomFormat

/// The reason for a recommendation, in words.
extension Recommendation {
    /// The reason as the end of a sentence, with any further sentences.
    package var explanation: String {
        let learning = isLearningKnown ? "" : "; whether the model still learns at it has not been measured"
        return reason.words + learning + "." + (accumulation.map { " \($0.sentence)." } ?? "")
    }
}

extension Recommendation.Reason {
    fileprivate var words: String {
        switch self {
        case .greatestThroughput: "it has the greatest throughput that was measured"
        case .leastEnergyOfASample: "it takes the least energy for a sample of all that were measured"
        case .soonestToTarget(let arm):
            "of all that were trained it came to the target soonest" + (arm == .unchanged ? "" : " (\(arm.phrase))")
        case .fastest(let why):
            "\(why?.sentence ?? "where the device is used well is not known"), so the fastest that was measured is the best that is known"
        case .largerDoNotFit: "larger ones would use the device better, but do not fit"
        case .pays(let share, let isGreatest):
            isGreatest
                ? "it has the greatest throughput that was measured, and smaller ones stay under \(Format.percent(share)) of it"
                : "from it on the throughput is at least \(Format.percent(share)) of the greatest that was measured"
        case .largerLearnWorse(let cost, let wereTrained):
            "\(cost.name) to a target would still fall with the batch size, but larger ones "
                + (wereTrained ? "were seen to learn worse" : "were not trained")
        case .stillFalls(let cost):
            "\(cost.name) to a target still falls with the batch size, and this is the largest that was measured and fits"
        case .leastCost(let cost):
            "\(cost.name) to a target is least there: larger ones need more samples than they gain, smaller ones use the "
                + "device worse"
        }
    }
}

extension Recommendation.Cost {
    fileprivate var name: String {
        switch self {
        case .time: "the time"
        case .energy: "the energy"
        }
    }
}

extension AccumulationAdvice {
    fileprivate var sentence: String {
        "\(steps) batches of it added up (gradient accumulation) would be as large as the best by the laws, but take about "
            + "\(Format.significant(timeRatio)) times as long to a target: that is for a recipe that asks for the large "
            + "batch, and not for speed"
    }
}
