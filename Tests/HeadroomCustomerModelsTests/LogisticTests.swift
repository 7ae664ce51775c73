import Glibc
import HeadroomCustomerModels
import HeadroomNumerics
import HeadroomTorch
import HeadroomTraining
import TestSupport
import Testing

/// Logistic regressions, compared with Newton's method in NumPy.
@Suite(.serialized, .disabled(if: Needs.mayRunWithoutEngine)) struct LogisticTests {
    private struct Fit: Encodable {
        var inputs: [[Double]]
        var labels: [Int]
        var coefficients: [Double]
        var tolerance: Double
    }

    private func rows(_ count: Int) -> (inputs: [[Double]], labels: [Bool]) {
        var draw = SeededGenerator(seed: 7)
        let inputs = (0..<count).map { _ in [draw.normal(), draw.normal(), draw.normal()] }
        let labels = inputs.map { row in
            let logit = -1 + 0.8 * row[0] - 1.5 * row[1] + 0.3 * row[2]
            return Double.random(in: 0..<1, using: &draw) < 1 / (1 + exp(-logit))
        }
        return (inputs, labels)
    }

    private func numpy() throws -> String { try Needs.python(of: "pytorch") }

    @Test func theBaselinesAreNewtonFits() throws {
        let (inputs, labels) = rows(500)
        let fit = LogisticFit((0..<3).map { column in inputs.map { $0[column] } }, labels, ridge: 0)
        let value = Fit(
            inputs: inputs,
            labels: labels.map { $0 ? 1 : 0 },
            coefficients: fit.coefficients,
            tolerance: 1e-8
        )
        #expect(try python("newton.py", value, program: numpy()) == 0)
    }

    /// Trained by the engine with all rows in every step, and a learning rate that decreases at the end.
    @Test func theTrainedModelReachesTheMaximum() throws {
        try Engine.load(library: try #require(Needs.engine, "HEADROOM_ENGINE is not set: run ./test"))
        let (inputs, labels) = rows(1000)
        let data = try TabularData(
            inputs.flatMap { $0.map { Float($0) } },
            width: 3,
            targets: labels.map { $0 ? 1 : 0 }
        )
        var options = TabularTraining.Options()
        options.batchSize = 1000
        options.epochs = 1200
        options.learningRate = 0.03
        options.schedule = try BatchSchedule(
            #"[{"fromFraction":0,"batchSize":1000},{"fromFraction":0.6,"batchSize":1000,"learningRateFactor":0.1}]"#
        )
        let loop = TabularTraining("test", options) { (logits, targets) throws(TorchError) in
            try binaryCrossEntropy(logits: logits, targets)
        }
        let result = try loop(
            training: data,
            test: data,
            make: { () throws(TorchError) in try TabularModel.logistic.make(inputs: 3) }
        )
        let parameters = result.model.parameters
        let weight = try #require(parameters.first { $0.name == "0.weight" }).tensor.doubles()
        let bias = try #require(parameters.first { $0.name == "0.bias" }).tensor.doubles()
        let value = Fit(
            inputs: inputs,
            labels: labels.map { $0 ? 1 : 0 },
            coefficients: bias + weight,
            tolerance: 1e-3
        )
        #expect(try python("newton.py", value, program: numpy()) == 0)
    }
}
