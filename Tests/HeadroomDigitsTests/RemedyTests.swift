import HeadroomCore
import HeadroomDigits
import HeadroomTorch
import HeadroomTraining
import TestSupport
import Testing

/// Each remedy, compared with results computed by hand.
@Suite(.serialized, .disabled(if: Needs.mayRunWithoutEngine)) struct RemedyTests {
    init() throws { try loadEngine() }

    private func expectClose(
        _ tensor: Tensor?,
        _ expected: [Float],
        within tolerance: Float = 1e-5,
        location: SourceLocation = #_sourceLocation
    ) throws {
        let values = try #require(tensor, sourceLocation: location).floats()
        #expect(values.count == expected.count, sourceLocation: location)
        for (value, expected) in zip(values, expected) {
            #expect(abs(value - expected) < tolerance, "\(values)", sourceLocation: location)
        }
    }

    /// Image with numbered pixels.
    private func numbered(_ height: Int, _ width: Int) throws -> Tensor {
        try Tensor((0..<height * width).map { Float($0) }, shape: [1, 1, height, width])
    }

    @Test func anImageThatIsNotMovedStays() throws {
        let image = try numbered(3, 4)
        try expectClose(Augmentation.moved(image, [.init()]), image.floats())
    }

    @Test func anImageIsFlippedShiftedAndTurned() throws {
        var flip = Augmentation.Pose()
        flip.isFlipped = true
        try expectClose(Augmentation.moved(numbered(2, 3), [flip]), [2, 1, 0, 5, 4, 3])
        var shift = Augmentation.Pose()
        shift.shift = (x: 0.25, y: 0)
        try expectClose(Augmentation.moved(numbered(2, 4), [shift]), [1, 2, 3, 0, 5, 6, 7, 0])
        shift.shift = (x: 0, y: 0.25)
        try expectClose(Augmentation.moved(numbered(2, 1), [shift]), [0.5, 0.5])
        // Counterclockwise by a right angle: out[r][c] = in[c - 1][2 - r], also for images that are not square.
        var turn = Augmentation.Pose()
        turn.rotation = 90
        try expectClose(Augmentation.moved(numbered(2, 4), [turn]), [0, 2, 6, 0, 0, 1, 5, 0], within: 1e-4)
        // Each image has its own pose.
        let both = try Tensor.concatenate([numbered(1, 2), numbered(1, 2)])
        try expectClose(Augmentation.moved(both, [.init(), flip]), [0, 1, 1, 0])
    }

    @Test func aSquareIsCutOut() throws {
        let cut = try Augmentation.cut(.ones([2, 2, 8, 8]), [(row: 4, column: 5), (row: 0, column: 7)]).floats()
        for (index, value) in cut.enumerated() {
            let (image, row, column) = (index / 128, index / 8 % 8, index % 8)
            let isBlack = image == 0 ? 3...4 ~= row && 4...5 ~= column : row == 0 && 6...7 ~= column
            #expect(value == (isBlack ? 0 : 1), "\(image) \(row) \(column)")
        }
    }

    @Test func imagesMoveNoFurtherThanTheyMay() throws {
        // A shift of at most 0.8 pixels leaves the inner pixels white, and changes an edge.
        var shift = try #require(Augmentation([.shift], seed: 1))
        let white = try Tensor.ones([200, 1, 8, 8])
        let shifted = try shift(white)
        try expectClose(
            shifted.narrow(dimension: 2, start: 1, length: 6).narrow(dimension: 3, start: 1, length: 6),
            [Float](repeating: 1, count: 200 * 36)
        )
        let least = try -(-shifted).maximum().item()
        #expect((0.03..<0.2).contains(least), "\(least)")  // (1 - 0.8)^2 in a corner.
        // 10 degrees keep the center, and cut the corners.
        var rotation = try #require(Augmentation([.rotation], seed: 1))
        let turned = try rotation(white)
        try expectClose(
            turned.narrow(dimension: 2, start: 2, length: 4).narrow(dimension: 3, start: 2, length: 4),
            [Float](repeating: 1, count: 200 * 16)
        )
        #expect(try turned.sum().item() < 200 * 64)
        // Half of the images are flipped.
        var flip = try #require(Augmentation([.flip], seed: 1))
        let images = try Tensor((0..<400).map { Float($0 % 2) }, shape: [200, 1, 1, 2])
        let flipped = try flip(images).floats().enumerated().filter { $0.offset % 2 == 0 && $0.element > 0.5 }.count
        #expect((60...140).contains(flipped), "\(flipped)")
        #expect(Augmentation([], seed: 1) == nil)
    }

    @Test func imagesAndLossesAreMixed() throws {
        let batch = TrainingBatch(
            images: try Tensor([1, 0, 0, 1] as [Float], shape: [2, 1, 1, 2]),
            labels: try Tensor([0, 1] as [Int64], shape: [2])
        )
        let mixed = try Mixup.mixed(batch, with: [1, 0], share: 0.75)
        try expectClose(mixed.images, [0.75, 0.25, 0.25, 0.75])
        #expect(try mixed.others?.labels.int64s() == [1, 0] && mixed.others?.share == 0.25)

        // A model that returns its two pixels: the cross entropies are log(1 + exp(-0.5)) and log(1 + exp(0.5)).
        let loss = try Objective()(Sequential(Flatten()), mixed).item()
        #expect(abs(loss - (0.75 * 0.474_076_984 + 0.25 * 0.974_076_984)) < 1e-6)
        // 0.1 of the correct class is spread over both.
        var plain = mixed
        plain.others = nil
        let smoothed = try Objective(labelSmoothing: 0.1)(Sequential(Flatten()), plain).item()
        #expect(abs(smoothed - (0.95 * 0.474_076_984 + 0.05 * 0.974_076_984)) < 1e-6)
        #expect(Mixup(alpha: 0, seed: 1) == nil)
    }

    /// Two classes, whose logits are the pixel times 1 and times -2: a brighter pixel favors class 0.
    private func linear() throws -> Sequential {
        let layer = try Linear(2, 2)
        try layer.load([
            NamedTensor("weight", Tensor([1, 0, -2, 1] as [Float], shape: [2, 2])),
            NamedTensor("bias", Tensor.zeros([2])),
        ])
        return Sequential(Flatten(), layer)
    }

    private func twoImages() throws -> TrainingBatch {
        TrainingBatch(
            images: try Tensor([0.5, 0.05, 0.98, 0.5] as [Float], shape: [2, 1, 1, 2]),
            labels: try Tensor([0, 1] as [Int64], shape: [2])
        )
    }

    @Test func theFastGradientSignIsTaken() throws {
        let model = try linear()
        var adversary = try #require(AdversarialExamples(.fgsm, epsilon: 0.1, seed: 1))
        let changed = try adversary(twoImages(), model, Objective())
        // The gradient is W^T (p - y), for class 0 a multiple of (-3, 1), for class 1 of (3, -1); pixels are in [0, 1].
        try expectClose(changed.images, [0.4, 0.15, 1, 0.4])
        #expect(model.isTraining)
        for parameter in model.parameters {
            #expect(try parameter.tensor.requiresGradient && parameter.tensor.gradient == nil)
        }
        #expect(AdversarialExamples(.fgsm, epsilon: 0, seed: 1) == nil)
    }

    @Test func aProjectedStepStaysNear() throws {
        var adversary = try #require(AdversarialExamples(.pgd, epsilon: 0.1, seed: 1))
        let batch = try twoImages()
        let changes = try (adversary(batch, linear(), Objective()).images - batch.images).floats()
        // From any starting point, seven steps of 0.025 lead to at least 0.075 in the direction of the loss, or to the
        // edge.
        for (change, expected) in zip(changes, [-0.1, 0.1, 0.02, -0.1] as [Float]) {
            #expect(abs(change) < 0.1 + 1e-6 && change / expected > 0.749, "\(changes)")
        }
    }

    /// Creates a model of two weights, 3 and 4.
    private func weights() throws -> (model: Sequential, weight: Tensor) {
        let layer = try Linear(2, 1, bias: false)
        try layer.load([NamedTensor("weight", Tensor([3, 4] as [Float], shape: [1, 2]))])
        return (Sequential(layer), layer.weight)
    }

    /// Sets the gradient of `|w|^2 / 2`, which is `w`.
    private func gradients(_ weight: Tensor) throws(TorchError) {
        try weight.setGradient(nil)
        try ((weight * weight).sum() * 0.5).backward()
    }

    @Test func theGradientIsTakenAtTheWorstPointNear() throws {
        let (model, weight) = try weights()
        try gradients(weight)
        let sharpness = try #require(SharpnessAware(radius: 0.5))
        try sharpness(model) { () throws(TorchError) in try gradients(weight) }
        try expectClose(weight.gradient, [3.3, 4.4])
        #expect(try weight.floats() == [3, 4])
        #expect(SharpnessAware(radius: 0) == nil)
    }

    @Test func stepsAreHeldToWhereTheyBegan() throws {
        let (model, weight) = try weights()
        let proximal = try ProximalSteps(strength: 0.5, model.parameters)
        try weight.copy(from: Tensor([2, 2] as [Float], shape: [1, 2]))
        try gradients(weight)
        try proximal.pull()
        try expectClose(weight.gradient, [2 - 0.5, 2 - 1])
    }

    @Test func longGradientsAreShortened() throws {
        let (model, weight) = try weights()
        let other = try Tensor([12] as [Float], shape: [1]).requiresGradient(true)
        let parameters = model.parameters + [NamedTensor("other", other)]
        func gradients() throws {
            try self.gradients(weight)
            try self.gradients(other)
        }
        try gradients()
        try GradientClipping.clip(parameters, to: 13.1)
        #expect(try weight.gradient?.floats() == [3, 4] && other.gradient?.floats() == [12])
        try GradientClipping.clip(parameters, to: 1.3)
        try expectClose(weight.gradient, [0.3, 0.4])
        try expectClose(other.gradient, [1.2])
    }
}
