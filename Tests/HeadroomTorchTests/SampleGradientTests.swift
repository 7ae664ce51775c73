import HeadroomTorch
import Testing

/// Squared norms of the samples' gradients, each by a separate backward pass.
///
/// - Parameter loss: one number for each sample, from the output: `[samples, ..]` to `[samples]`.
private func oneByOne(
    _ model: any Layer,
    _ input: Tensor,
    scaledBy scales: GradientScales? = nil,
    _ loss: (Tensor) throws -> Tensor
) throws -> [Double] {
    try (0..<input.shape[0]).map { index in
        for entry in model.parameters { try entry.tensor.setGradient(nil) }
        try loss(model(input.narrow(dimension: 0, start: index, length: 1))).sum().backward()
        return try model.parameters.reduce(0) { sum, entry in
            var gradient = try #require(try entry.tensor.gradient)
            if let scales { gradient = try gradient * scales.of(entry.tensor) }
            return try sum + (gradient * gradient).sum().item()
        }
    }
}

/// The same from one pass over all samples, with the mean loss.
private func atOnce(
    _ model: any Layer,
    _ input: Tensor,
    scaledBy scales: GradientScales? = nil,
    _ loss: (Tensor) throws -> Tensor
) throws -> [Double] {
    for entry in model.parameters { try entry.tensor.setGradient(nil) }
    let record = ForwardRecord()
    model.record = record
    defer { model.record = nil }
    try loss(model(input)).mean().backward()
    let count = Double(input.shape[0])
    return try #require(try record.sampleSquaredNorms(scaledBy: scales)).to(.float64).doubles().map {
        $0 * count * count
    }
}

private func expectAlike(_ found: [Double], _ expected: [Double], within tolerance: Double, _ what: String) {
    #expect(found.count == expected.count && expected.allSatisfy { $0 > 0 }, "\(what)")
    for (found, expected) in zip(found, expected) {
        #expect(abs(found / expected - 1) < tolerance, "\(what): \(found) in place of \(expected)")
    }
}

/// Layers outside a chain.
private final class Branches: Module, Layer {
    let left, right, last: Linear

    init(width: Int) throws(TorchError) {
        left = try Linear(width, 4)
        right = try Linear(width, 4, bias: false)
        last = try Linear(4, 2)
    }

    func callAsFunction(_ input: Tensor) throws(TorchError) -> Tensor {
        try last((left(input) * right(input)).tanh())
    }
}

extension EngineTests {
    @Test func onePassTellsTheGradientOfEverySample() throws {
        let cases: [(String, any Layer, [Int])] = [
            ("linear", Sequential(try Linear(5, 3)), [4, 5]),
            ("linear without a bias", Sequential(try Linear(5, 3, bias: false)), [4, 5]),
            ("linear over positions", Sequential(try Linear(5, 3)), [4, 6, 5]),
            ("linear over rows and columns", Sequential(try Linear(5, 3, bias: false)), [4, 2, 3, 5]),
            ("convolution", Sequential(try Conv2d(2, 3, kernel: 3)), [4, 2, 5, 6]),
            ("strides and padding", Sequential(try Conv2d(2, 3, kernel: 3, stride: 2, padding: 1)), [4, 2, 5, 6]),
            (
                "dilation and groups",
                Sequential(
                    try Conv2d(4, 6, kernel: [1, 3], dilation: 2, groups: 2, bias: false)
                ),
                [3, 4, 5, 6]
            ),
            ("one dimension", try Conv1d(2, 3, kernel: 3, padding: 1), [4, 2, 7]),
            ("three dimensions", try Conv3d(2, 3, kernel: 2, stride: [1, 2, 1]), [3, 2, 3, 4, 3]),
            ("a module of its own", try Branches(width: 6), [4, 6]),
            (
                "a chain in a chain",
                Sequential(
                    Sequential(try Conv2d(1, 2, kernel: 3, padding: 1), ReLU(), try MaxPool2d(kernel: 2)),
                    Flatten(),
                    try Linear(8, 7),
                    ReLU(),
                    try Linear(7, 3)
                ),
                [5, 1, 4, 4]
            ),
        ]
        for (name, model, shape) in cases {
            try model.convert(to: .float64)
            #expect(model.supportsSampleGradients, "\(name)")
            let input = try Tensor.randn(shape, .float64)
            let loss = { (output: Tensor) in try (output * output).flatten(from: 1).sum(dimension: 1) }
            try expectAlike(
                atOnce(model, input, loss),
                oneByOne(model, input, loss),
                within: 1e-10,
                name
            )
            // As scaled by an optimizer, which ignores some.
            let scales = GradientScales(
                try model.parameters.map { entry in
                    (entry.tensor, try Tensor.randn(entry.tensor.shape, .float64).relu())
                }
            )
            try expectAlike(
                atOnce(model, input, scaledBy: scales, loss),
                oneByOne(model, input, scaledBy: scales, loss),
                within: 1e-10,
                "\(name), scaled"
            )
        }
    }

    /// A sample uses one row of an embedding, and several samples may use the same.
    @Test func onePassTellsTheGradientOfEveryRow() throws {
        let model = Sequential(try OneHotLinear(5, 4), ReLU(), try Linear(4, 3))
        try model.convert(to: .float64)
        let input = try Tensor([2, 0, 2, 4], shape: [4])
        let loss = { (output: Tensor) in try (output * output).flatten(from: 1).sum(dimension: 1) }
        let scales = GradientScales(
            try model.parameters.map { ($0.tensor, try Tensor.rand($0.tensor.shape, .float64)) }
        )
        for scales in [nil, scales] {
            try expectAlike(
                atOnce(model, input, scaledBy: scales, loss),
                oneByOne(model, input, scaledBy: scales, loss),
                within: 1e-10,
                "rows"
            )
        }
    }

    /// The gradients of all samples together take more memory than is allocated at once.
    @Test func largeGradientsAreMadeInParts() throws {
        let model = Sequential(try Linear(512, 256))
        try model.convert(to: .float64)
        let input = try Tensor.randn([19, 2, 512], .float64)
        let loss = { (output: Tensor) in try (output * output).flatten(from: 1).sum(dimension: 1) }
        try expectAlike(atOnce(model, input, loss), oneByOne(model, input, loss), within: 1e-10, "in parts")
    }

    @Test func aRecordChangesNoGradient() throws {
        let model = Sequential(try Conv2d(1, 4, kernel: 3), ReLU(), Flatten(), try Linear(16, 3))
        let input = try Tensor.randn([6, 1, 4, 4])
        let labels = try Tensor([0, 1, 2, 0, 1, 2] as [Int64], shape: [6])
        func gradients(_ record: ForwardRecord?) throws -> [[Float]] {
            for entry in model.parameters { try entry.tensor.setGradient(nil) }
            model.record = record
            try crossEntropy(model(input), labels).backward()
            model.record = nil
            return try model.parameters.map { try #require(try $0.tensor.gradient).floats() }
        }
        let record = ForwardRecord()
        #expect(try gradients(record) == gradients(nil))
        // The samples' parts sum to the gradient, so that none of them can be missing.
        let norms = try #require(try record.sampleSquaredNorms()).floats()
        #expect(norms.count == 6 && norms.allSatisfy { $0 > 0 })
    }

    @Test func whatMixesSamplesIsNotTold() throws {
        let layer = try Linear(4, 4)
        let untold = [
            Sequential(layer, try BatchNorm2d(4)), Sequential(layer, try GhostBatchNorm(4, samples: 2)),
            Sequential(layer, ReLU(), layer), Sequential(layer, Sequential(ReLU(), layer)),
            Sequential(Sequential(try LayerNorm(4))),
        ]
        for model in untold { #expect(!model.supportsSampleGradients) }
        #expect(Sequential(layer, ReLU(), try Dropout(0.2)).supportsSampleGradients)
        let model = untold[0]
        let record = ForwardRecord()
        model.record = record
        try model(Tensor.randn([6, 4])).sum().backward()
        #expect(try record.sampleSquaredNorms() == nil && ForwardRecord().sampleSquaredNorms() == nil)
    }

    /// A layer that is used twice adds two parts to each sample's gradient.
    @Test func aLayerThatIsPassedTwiceIsNotTold() throws {
        let layer = try Linear(4, 4)
        let record = ForwardRecord()
        layer.record = record
        try layer(layer(Tensor.randn([3, 4]))).sum().backward()
        #expect(try record.sampleSquaredNorms() == nil)
    }

    @Test func evaluationsAndSingleSamplesAreNotWrittenDown() throws {
        let model = Sequential(try Linear(4, 2))
        let record = ForwardRecord()
        model.record = record
        _ = try withoutGradients { () throws(TorchError) in try model(Tensor.randn([3, 4])) }
        #expect(try record.sampleSquaredNorms() == nil)
        try model(Tensor.randn([4])).sum().backward()
        let error = try #require(throws: TorchError.self) { try record.sampleSquaredNorms() }
        #expect(error.code == .invalidArgument)
    }
}
