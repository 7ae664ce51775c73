package import ArgumentParser
package import HeadroomEvents
package import HeadroomSchema
import HeadroomTorch
import HeadroomTraining

/// Prediction of lifetime value: a network on the purchases of a customer so far.
package enum LifetimeValue: Workload {
    package static let name = "lifetime-value"
    package static let summary =
        "Predict what customers will spend, from a shop's purchases, CDNOW's or simulated ones."
    package static let defaultBatchSize = 256
    package static let trainingArguments = [
        "--batch-size", "{batch}", "--learning-rate", "{lr}", "--epochs", "{epochs}", "--seed", "{seed}",
    ]
    package static let options = WorkloadDescription.Options(
        evaluateEvery: "--evaluate-every",
        warmupSteps: "--warmup-steps",
        checkpoint: "--checkpoint"
    )
    package static var trainCommand: any ParsableCommand.Type { TrainLifetimeValue.self }
    package static func remedies(for training: LargerBatch) -> [Remedy] {
        TabularRemedies.remedies(for: training, defaultLearningRate: TabularModel.network.defaultLearningRate)
    }

    /// The result of a training.
    package struct Result {
        package var training: TabularTraining.Result
        /// Expected values of the test rows, and of all customers at the end of the data.
        package var test: [Double]
        package var now: [Double]
    }

    /// Trains a network.
    package static func train(
        _ options: TabularTraining.Options,
        on dataset: LifetimeDataset,
        events: EventWriter? = nil,
        progress: (TabularTraining.Progress) -> Void = { _ in },
        isInterrupted: @escaping () -> Bool = { false }
    ) throws -> Result {
        let width = dataset.encoding.width
        let loop = TabularTraining(name, options) { (outputs, values) throws(TorchError) in
            try ZeroInflatedLogNormal.loss(outputs, values)
        }
        func data(_ part: LifetimeDataset.Part) throws(TorchError) -> TabularData {
            try TabularData(part.inputs, width: width, targets: part.values.map { Float($0) })
        }
        let result = try loop(
            training: data(dataset.training),
            test: data(dataset.test),
            make: { () throws(TorchError) in
                let network = try TabularModel.network.make(inputs: width, outputs: ZeroInflatedLogNormal.outputs)
                // The outputs begin at the distribution of all training values.
                let start = ZeroInflatedLogNormal.outputs(of: dataset.training.values)
                if let last = network.layers.last as? Linear {
                    try last.bias?.copy(from: Tensor(start.map { Float($0) }, shape: [start.count]))
                }
                return network
            },
            metadata: { _ in ["inputs": try dataset.encoding.json, "horizonMonths": String(dataset.horizon)] },
            events: events,
            progress: progress,
            isInterrupted: isInterrupted
        )
        func expected(_ part: LifetimeDataset.Part) throws(TorchError) -> [Double] {
            guard !result.hasDiverged, !part.rows.isEmpty else { return [] }
            let inputs = try Tensor(part.inputs, shape: [part.rows.count, width])
            return ZeroInflatedLogNormal.expectedValues(try TabularTraining.outputs(result.model, inputs))
        }
        return Result(training: result, test: try expected(dataset.test), now: try expected(dataset.now))
    }
}
