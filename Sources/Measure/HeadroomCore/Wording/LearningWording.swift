import HeadroomFormat

/// Names of trainings in full, and sentences of omissions.
extension Omission {
    package var sentence: String {
        switch self {
        case .arm(let arm, let obstacle): "\(arm.phrase): \(obstacle.sentence)"
        case .seeds(let count):
            "seeds beyond \(count): the time would not have been enough; a longer --budget is"
        case .equalUpdates(let batchSize):
            "\(Arm.equalUpdates.phrase) at batch size \(batchSize): the time would not have been enough"
        case .warmUp: "the warm-up of the learning rate: only scripts in PyTorch are warmed up from outside"
        case .sharpness(let reason): "the sharpness: \(reason)"
        case .remediesWithoutTrainings(let batchSize):
            "the remedies: no training at a batch size of \(batchSize) came to its end"
        case .remediesWithoutLoss(let measure, let batchSize):
            "the remedies: no \(measure.name) was lost at a batch size of \(batchSize)"
        case .noTime(let subject, let sizes):
            "\(subject.phrase) at batch size \(sizes.map { String($0) }.joined(separator: ", ")), for some or all seeds: "
                + "the time was up"
        case .inconclusive(let subject, let batchSize, let seed, let reason):
            "\(subject.phrase) at batch size \(batchSize)\(seed.map { ", seed \($0)" } ?? ""): \(reason)"
        }
    }
}

extension Arm {
    /// The arm in words.
    package var phrase: String {
        switch self {
        case .unchanged: "nothing else changed"
        case .scaledRate: "learning rate scaled"
        case .equalUpdates: "scaled, warmed up, as many updates"
        }
    }
}

extension Arm.Obstacle {
    package var sentence: String {
        switch self {
        case .noRatePlaceholder: "the command has no {lr}"
        case .unknownRate: "the learning rate of today is not known: give --learning-rate"
        case .unknownOptimizer: "the optimizer is not known: give --optimizer, such as sgd or adam"
        case .noRule(let optimizer): "no rule is known for its optimizer, \(optimizer)"
        case .equalUpdatesAlready: "every batch size makes as many updates as it is"
        case .noEpochsPlaceholder: "the command has no {epochs}"
        case .unknownSamples: "how many samples an epoch has is not known: give --training-samples"
        case .unknownEpochs: "the epochs of today are not known: give --epochs"
        }
    }
}

extension TrainingSubject {
    /// The subject in words.
    package var phrase: String {
        switch self {
        case .arm(let arm): arm.phrase
        case .learningRate: "another learning rate"
        case .remedy(let name): name
        }
    }
}

extension TrainingEnd {
    package var sentence: String {
        switch self {
        case .diverged: "its loss was no number any more"
        case .hopeless(let ratio): "it could not win any more after \(Format.percent(ratio)) of its steps"
        case .ofTrial(let message): message
        }
    }
}

extension NothingLearned {
    package var sentence: String {
        "over \(trainings) trainings the test \(measure.name) is no better at the end than at the first look"
    }
}
