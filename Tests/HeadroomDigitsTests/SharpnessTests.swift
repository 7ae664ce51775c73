import Glibc
import HeadroomCore
import HeadroomDigits
import HeadroomNumerics
import HeadroomSchema
import HeadroomSharpness
import HeadroomTorch
import HeadroomTraining
import TestSupport
import Testing

/// The library's routine, compared with known minima.
@Suite struct BoundedMinimizerTests {
    /// `sum h_i (x_i - c_i)^2 / 2` in a box has its minimum where each coordinate is as close to `c_i` as the box
    /// allows.
    @Test func aQuadraticInABoxHasItsMinimumAtTheNearestPoint() throws {
        var generator = SeededGenerator(seed: 1)
        let n = 200
        let center = (0..<n).map { _ in Double.random(in: -3...3, using: &generator) }
        let curvature = (0..<n).map { _ in Double.random(in: 0.1...10, using: &generator) }
        let solution = try BoundedMinimizer().minimize(
            from: [Double](repeating: 0, count: n),
            lower: [Double](repeating: -1, count: n),
            upper: [Double](repeating: 1, count: n),
            iterations: 200
        ) { x, gradient in
            for index in x.indices { gradient[index] = curvature[index] * (x[index] - center[index]) }
            return x.indices.reduce(0) {
                $0 + curvature[$1] * (x[$1] - center[$1]) * (x[$1] - center[$1]) / 2
            }
        }
        for index in 0..<n {
            #expect(abs(solution.point[index] - min(max(center[index], -1), 1)) < 1e-6)
        }
        #expect(solution.iterations <= 200 && solution.evaluations >= solution.iterations)
    }

    /// Rosenbrock's valley, with its minimum at (1, 1) outside the box: inside it is at (0.5, 0.25).
    @Test func rosenbrocksValleyEndsAtTheBound() throws {
        let solution = try BoundedMinimizer().minimize(
            from: [-0.5, -1],
            lower: [-1, -2],
            upper: [0.5, 2],
            iterations: 100
        ) { x, gradient in
            let valley = x[1] - x[0] * x[0]
            gradient[0] = -400 * x[0] * valley - 2 * (1 - x[0])
            gradient[1] = 200 * valley
            return 100 * valley * valley + (1 - x[0]) * (1 - x[0])
        }
        #expect(abs(solution.point[0] - 0.5) < 1e-6 && abs(solution.point[1] - 0.25) < 1e-6)
        #expect(abs(solution.value - 0.25) < 1e-9)
    }

    @Test func itGoesNoFurtherThanItsIterations() throws {
        let solution = try BoundedMinimizer().minimize(from: [1, 1], lower: [-9, -9], upper: [9, 9], iterations: 1) {
            x,
            gradient in
            gradient = [2 * x[0], 200 * x[1]]
            return x[0] * x[0] + 100 * x[1] * x[1]
        }
        #expect(solution.iterations == 1)
    }

    @Test func whatIsNoNumberIsTold() {
        #expect(throws: NumericalError.notFinite) {
            try BoundedMinimizer().minimize(from: [0], lower: [-1], upper: [1], iterations: 9) { _, _ in .nan }
        }
    }

    @Test func aLibraryThatIsNotThereIsTold() {
        #expect {
            try BoundedMinimizer(libraries: ["/nowhere/liblbfgsb.so"])
        } throws: { error in
            let text = (error as? BoundedMinimizer.Missing)?.description ?? ""
            return text.contains("/nowhere/liblbfgsb.so") && text.contains("apt-get install liblbfgsb0")
        }
        #expect(throws: BoundedMinimizer.Missing.self) { try BoundedMinimizer(libraries: ["libm.so.6"]) }
    }
}

/// Losses whose sharpness has a closed form.
@Suite struct SharpnessFormulaTests {
    private func sharpness(iterations: Int = 10) throws -> Sharpness {
        Sharpness(minimizer: try BoundedMinimizer(), iterations: iterations)
    }

    /// At the minimum of `h |x|^2 / 2` the gradient is zero, and the corners of the box are the farthest: `h n eps^2 /
    /// 2`.
    @Test(arguments: [1e-3, 5e-4, 0.1], [0.3, 1000])
    func theCornersOfTheBoxAreFoundFromAFlatMinimum(epsilon: Double, curvature: Double) throws {
        let n = 500
        let found = try sharpness().percent(
            of: { x, gradient in
                for index in x.indices { gradient[index] = curvature * x[index] }
                return curvature * x.reduce(0) { $0 + $1 * $1 } / 2
            },
            at: [Double](repeating: 0, count: n),
            epsilon: epsilon
        )
        let expected = 100 * curvature * Double(n) * epsilon * epsilon / 2
        #expect(abs(found - expected) < 1e-6 * expected, "\(found), \(expected)")
    }

    /// A linear loss grows by `sum |g_i| eps (|x_i| + 1)`, and the sharpness is that divided by `1 + f`.
    ///
    /// Ten iterations approach it from below, because the steps are small where the gradient is.
    @Test(arguments: [(10, 2e-3), (300, 1e-6)])
    func aLinearLossGrowsByItsGradientTimesTheBox(iterations: Int, tolerance: Double) throws {
        var generator = SeededGenerator(seed: 2)
        let slope = (0..<300).map { _ in Double.random(in: -1...1, using: &generator) }
        let point = (0..<300).map { _ in Double.random(in: -5...5, using: &generator) }
        let offset = 3 - zip(slope, point).reduce(0) { $0 + $1.0 * $1.1 }
        let found = try sharpness(iterations: iterations).percent(
            of: { x, gradient in
                gradient = slope
                return offset + zip(slope, x).reduce(0) { $0 + $1.0 * $1.1 }
            },
            at: point,
            epsilon: 1e-3
        )
        let growth = zip(slope, point).reduce(0) { $0 + abs($1.0) * 1e-3 * (abs($1.1) + 1) }
        let expected = 100 * growth / (1 + 3)
        #expect(found < expected * (1 + 1e-9) && found > expected * (1 - tolerance), "\(found), \(expected)")
    }

    /// In a subspace the same holds with `A^T g` and `A^+ x`.
    @Test func aLinearLossGrowsInASubspaceByItsProjection() throws {
        var generator = SeededGenerator(seed: 3)
        let subspace = try RandomSubspace(parameters: 400, directions: 20, seed: 7)
        let slope = (0..<400).map { _ in Double.random(in: -1...1, using: &generator) }
        let weights = (0..<20).map { _ in Double.random(in: -2...2, using: &generator) }
        // A point of the subspace, whose weights are known, and one outside it with the same weights.
        let point = subspace.combine(weights)
        for (one, other) in zip(try subspace.pseudoInverse(of: point), weights) { #expect(abs(one - other) < 1e-9) }
        let found = try sharpness().percent(
            of: { x, gradient in
                gradient = slope
                return zip(slope, zip(x, point)).reduce(1) { $0 + $1.0 * ($1.1.0 - $1.1.1) }
            },
            at: point,
            epsilon: 1e-3,
            in: subspace
        )
        let growth = zip(subspace.project(slope), weights).reduce(0) { $0 + abs($1.0) * 1e-3 * (abs($1.1) + 1) }
        #expect(abs(found - 100 * growth / 2) < 1e-6 * found)
    }

    @Test func whatIsLeftAfterThePseudoInverseIsOrthogonalToTheSubspace() throws {
        var generator = SeededGenerator(seed: 4)
        let subspace = try RandomSubspace(parameters: 150, directions: 100, seed: 1)
        let point = (0..<150).map { _ in Double.random(in: -1...1, using: &generator) }
        let nearest = subspace.combine(try subspace.pseudoInverse(of: point))
        for value in subspace.project(zip(point, nearest).map(-)) { #expect(abs(value) < 1e-9) }
    }

    @Test func theEntriesOfTheSubspaceAreStandardNormal() throws {
        let subspace = try RandomSubspace(parameters: 20_000, directions: 2, seed: 5)
        let (first, second) = (subspace.combine([1, 0]), subspace.combine([0, 1]))
        let mean = first.reduce(0, +) / 20_000
        let square = first.reduce(0) { $0 + $1 * $1 } / 20_000
        let product = zip(first, second).reduce(0) { $0 + $1.0 * $1.1 } / 20_000
        #expect(abs(mean) < 0.03 && abs(square - 1) < 0.05 && abs(product) < 0.03)
    }

    @Test func aConstantLossIsNotSharp() throws {
        let found = try sharpness().percent(of: { _, _ in 2 }, at: [1, 2, 3], epsilon: 1e-3)
        #expect(found == 0)
    }

    @Test func moreDirectionsThanParametersAreRefused() {
        #expect(throws: NumericalError.dependent(directions: 11, parameters: 10)) {
            try RandomSubspace(parameters: 10, directions: 11, seed: 0)
        }
    }
}

/// Sharpness of a trained model of the engine.
@Suite(.serialized, .disabled(if: Needs.mayRunWithoutEngine)) struct SharpnessStudyTests {
    private let data: ImageSplit

    init() throws {
        try loadEngine()
        data = try DigitsData.load("\(Needs.data)/digits.csv")
    }

    private func candidate(batchSize: Int, epochs: Int, model: ImageModel = .mlp) throws -> SharpnessStudy.Candidate {
        let path = "/tmp/headroom-sharpness-\(UInt32.random(in: .min ... .max)).safetensors"
        defer { unlink(path) }
        var options = Digits.Options()
        options.model = model
        options.batchSize = batchSize
        options.epochs = epochs
        options.checkpoint = path
        _ = try Digits.train(options, on: data)
        return .init(name: "b\(batchSize)", trained: try TrainedModel(path: path, for: data.training))
    }

    @Test func theGradientOfTheWholeLossIsThatOfItsDifferences() throws {
        let model = try candidate(batchSize: 64, epochs: 1).trained.model
        let point = try FlatTensors(model.parameters).values()
        let loss = ModelLoss(model)
        var gradient = [Double](repeating: 0, count: point.count)
        let value = try loss.value(at: point, on: data.training, gradient: &gradient)
        #expect(abs(value - (try loss.evaluation(on: data.training).loss)) < 1e-6)
        // Along the gradient, where the difference is far above the rounding of single precision.
        let norm = gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
        var unused = gradient
        let step = 1e-2
        let values = try [step, -step].map { step in
            try loss.value(at: zip(point, gradient).map { $0 + step * $1 / norm }, on: data.training, gradient: &unused)
        }
        #expect(abs((values[0] - values[1]) / (2 * step) - norm) < 0.01 * norm)
    }

    @Test func itGrowsWithTheBoxAndASeedRepeatsIt() throws {
        let (small, large) = (try candidate(batchSize: 32, epochs: 20), try candidate(batchSize: 720, epochs: 100))
        var study = SharpnessStudy()
        study.epsilons = [1e-3, 5e-4]
        study.directions = 50
        let document = try study.document(small, large, on: data)
        #expect(document.parameters == 9610 && document.solutions.map(\.batchSize) == [32, 720])
        for solution in document.solutions {
            #expect(solution.reason == nil)
            for values in [try #require(solution.fullSpace), try #require(solution.randomSubspace)] {
                #expect(values.map(\.epsilon) == [1e-3, 5e-4])
                // Between linear and quadratic growth, and only a little beyond.
                let ratio = values[0].percent / values[1].percent
                #expect(values[1].percent > 0 && ratio > 1.9 && ratio < 6, "\(values)")
            }
        }
        #expect(try study.document(small, large, on: data) == document)
        study.seed = 1
        #expect(try study.document(small, large, on: data) != document)
    }

    @Test func theLineGoesThroughBothSolutions() throws {
        let (small, large) = (try candidate(batchSize: 32, epochs: 3), try candidate(batchSize: 720, epochs: 3))
        var study = SharpnessStudy()
        study.libraries = ["/nowhere/liblbfgsb.so"]
        let document = try study.document(small, large, on: data)
        let line = try #require(document.line)
        #expect(line.count == 25 && line.first?.alpha == -1 && line.last?.alpha == 2)
        for (alpha, solution) in zip([0.0, 1.0], document.solutions) {
            let point = try #require(line.first { abs($0.alpha - alpha) < 1e-12 })
            #expect(abs((point.trainingLoss ?? 0) - (solution.trainingLoss ?? 1)) < 1e-5)
            #expect(point.testAccuracy == solution.testAccuracy)
        }
        #expect(document.distance ?? 0 > 0.1)
        // Without the library the rest is complete, with the reason.
        for solution in document.solutions {
            #expect(solution.fullSpace == nil && solution.randomSubspace == nil)
            #expect(solution.reason?.contains("apt-get install liblbfgsb0") == true)
        }
    }

    @Test func oneSolutionHasNoLine() throws {
        let document = try SharpnessStudy().document(candidate(batchSize: 64, epochs: 1), nil, on: data)
        #expect(document.line == nil && document.distance == nil && document.solutions.count == 1)
    }

    @Test func twoModelsHaveNoLine() throws {
        let (one, other) = (
            try candidate(batchSize: 64, epochs: 1), try candidate(batchSize: 64, epochs: 1, model: .cnn)
        )
        #expect {
            try SharpnessStudy().document(one, other, on: data)
        } throws: { error in
            (error as? WorkloadError)?.description.contains("has the model mlp") == true
        }
    }
}
