package import ArgumentParser
import HeadroomCustomers
package import HeadroomEvents
package import HeadroomSchema
import HeadroomTorch
import HeadroomTraining

/// Prediction of churn: a model of the features of a customer at the end of a month.
package enum Churn: Workload {
    package static let name = "churn"
    package static let summary = "Predict which customers will leave, from a company's files or from simulated ones."
    package static let defaultBatchSize = 256
    package static let trainingArguments = [
        "--batch-size", "{batch}", "--learning-rate", "{lr}", "--epochs", "{epochs}", "--seed", "{seed}",
    ]
    package static let options = WorkloadDescription.Options(
        evaluateEvery: "--evaluate-every",
        warmupSteps: "--warmup-steps",
        checkpoint: "--checkpoint"
    )
    package static var trainCommand: any ParsableCommand.Type { TrainChurn.self }
    package static func remedies(for training: LargerBatch) -> [Remedy] {
        TabularRemedies.remedies(for: training, defaultLearningRate: TabularModel.network.defaultLearningRate)
    }

    /// The result of a training.
    package struct Result {
        package var training: TabularTraining.Result
        /// Calibration, fitted to the validation rows.
        package var scaling: PlattScaling
        /// Calibrated probabilities of leaving: of the test rows, and of the paying customers at the end of the data.
        package var test: [Double]
        package var now: [Double]
        /// For ``TabularModel/hazard``: probabilities of the paying customers at the end of the data to have left by the end
        /// of each month of the horizon, `[customers, months]`.
        package var nowByMonth: [[Double]] = []
    }

    /// Trains a model.
    package static func train(
        _ options: TabularTraining.Options,
        model: TabularModel,
        on dataset: ChurnDataset,
        events: EventWriter? = nil,
        progress: (TabularTraining.Progress) -> Void = { _ in },
        isInterrupted: @escaping () -> Bool = { false }
    ) throws -> Result {
        let (width, horizon) = (dataset.encoding.width, dataset.horizon)
        let outputs = model == .hazard ? horizon : 1
        let loop = TabularTraining(name, options) { (logits, targets) throws(TorchError) in
            model == .hazard
                ? try DiscreteHazards.loss(logits, targets) : try binaryCrossEntropy(logits: logits, targets)
        }
        func data(_ part: ChurnDataset.Part) throws(TorchError) -> TabularData {
            let targets = part.leaving.map { model == .hazard ? Float($0) : $0 > 0 ? 1 : 0 }
            return try TabularData(part.inputs, width: width, targets: targets)
        }
        /// Logits of having left by the end of each month for which the model has an output, `[rows, outputs]`.
        func logits(_ trained: Sequential, _ part: ChurnDataset.Part) throws(TorchError) -> [[Double]] {
            guard !part.rows.isEmpty else { return [] }
            let inputs = try Tensor(part.inputs, shape: [part.rows.count, width])
            let values = try TabularTraining.outputs(trained, inputs)
            return model == .hazard
                ? DiscreteHazards.cumulativeLogits(values, months: horizon) : values.map { [$0] }
        }
        func scaling(_ trained: Sequential) throws(TorchError) -> PlattScaling {
            PlattScaling(try logits(trained, dataset.validation).map { $0[outputs - 1] }, dataset.validation.labels)
        }
        let result = try loop(
            training: data(dataset.training),
            test: data(dataset.test),
            make: { () throws(TorchError) in try model.make(inputs: width, outputs: outputs) },
            metadata: { trained in
                [
                    "inputs": try dataset.encoding.json, "calibration": try scaling(trained).json,
                    "horizonMonths": String(horizon), "lastSnapshot": dataset.lastSnapshot.name,
                ]
            },
            events: events,
            progress: progress,
            isInterrupted: isInterrupted
        )
        guard !result.hasDiverged else {
            return Result(training: result, scaling: PlattScaling([], []), test: [], now: [])
        }
        let scaling = try scaling(result.model)
        let now = try logits(result.model, dataset.now)
        return Result(
            training: result,
            scaling: scaling,
            test: scaling(try logits(result.model, dataset.test).map { $0[outputs - 1] }),
            now: scaling(now.map { $0[outputs - 1] }),
            nowByMonth: model == .hazard ? now.map { scaling($0) } : []
        )
    }
}
