package import ArgumentParser
import FoundationEssentials
import HeadroomCustomers
package import HeadroomEvents
package import HeadroomSchema
import HeadroomTorch
import HeadroomTraining

/// Which customers will leave: a model on what is known of them at the end of a month.
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
        /// The calibration on the validation rows.
        package var scaling: PlattScaling
        /// Calibrated probabilities of the test rows, and of the customers who pay at the end of the data.
        package var test: [Double]
        package var now: [Double]
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
        let width = dataset.encoding.width
        let loop = TabularTraining(name, options) { (logits, targets) throws(TorchError) in
            try binaryCrossEntropy(logits: logits, targets)
        }
        func inputs(_ part: ChurnDataset.Part) throws(TorchError) -> Tensor {
            try Tensor(part.inputs, shape: [part.rows.count, width])
        }
        func scaling(_ trained: Sequential) throws(TorchError) -> PlattScaling {
            PlattScaling(try TabularTraining.outputs(trained, inputs(dataset.validation)), dataset.validation.labels)
        }
        let result = try loop(
            training: data(dataset.training, width: width),
            test: data(dataset.test, width: width),
            make: { () throws(TorchError) in try model.make(inputs: width) },
            metadata: { trained in
                [
                    "inputs": try text(dataset.encoding), "calibration": try text(scaling(trained)),
                    "horizonMonths": String(dataset.horizon), "lastSnapshot": dataset.lastSnapshot.name,
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
        return Result(
            training: result,
            scaling: scaling,
            test: scaling(try TabularTraining.outputs(result.model, inputs(dataset.test))),
            now: dataset.now.rows.isEmpty
                ? [] : scaling(try TabularTraining.outputs(result.model, inputs(dataset.now)))
        )
    }

    private static func data(_ part: ChurnDataset.Part, width: Int) throws(TorchError) -> TabularData {
        try TabularData(part.inputs, width: width, targets: part.labels.map { $0 ? 1 : 0 })
    }

    private static func text(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
