import HeadroomTorch
import Testing

private final class Pair: Module {
    let first: Linear
    let second: Linear
    @Buffer private var mask: Tensor

    init(_ first: Linear, _ second: Linear) throws(TorchError) {
        self.first = first
        self.second = second
        _mask = Buffer(wrappedValue: try .ones([2]), isSaved: false)
    }

    /// Sum of both layers' outputs, each for its own input.
    func callAsFunction(_ left: Tensor, _ right: Tensor) throws(TorchError) -> Tensor {
        try first(left) + second(right)
    }
}

extension EngineTests {
    @Test(arguments: [
        ("weight", "weight"), ("_runningMean", "running_mean"), ("numBatchesTracked", "num_batches_tracked"),
        ("toQKV", "to_qkv"), ("norm1", "norm1"), ("cAttn", "c_attn"), ("SDFHead", "sdf_head"),
    ]) func propertiesHaveNamesInSnakeCase(property: String, name: String) {
        #expect(ModuleContents.name(ofProperty: property) == name)
    }

    @Test func aModuleMayHaveSeveralInputs() throws {
        let pair = try Pair(Linear(2, 3), Linear(4, 3, bias: false))
        #expect(pair.parameters.map(\.name) == ["first.weight", "first.bias", "second.weight"])
        #expect(pair.buffers.map(\.name) == ["mask"], "a buffer that is not saved is one all the same")
        #expect(pair.state.map(\.name) == pair.parameters.map(\.name))
        #expect(try pair(.ones([5, 2]), .ones([5, 4])).shape == [5, 3])
        try pair.convert(to: .float64)
        #expect((pair.parameters + pair.buffers).allSatisfy { $0.tensor.scalarType == .float64 })
    }

    /// Contents in every kind of container, and numbers that are not contents.
    @Test func contentsAreFoundInContainers() throws {
        final class Containers: Module {
            let grid: [[Linear]]
            let scales: [String: Tensor]
            let pair: (left: Linear, right: Linear?)
            let gaps: [Linear?]
            let masks: [Buffer]
            let numbers = [1.0, 2, 3]

            init(width: Int) throws(TorchError) {
                grid = [[try Linear(width, 1, bias: false)], [try Linear(width, 1, bias: false)]]
                scales = ["b": try .ones([1]), "a": try .ones([1])]
                pair = (try Linear(width, 1, bias: false), nil)
                gaps = [nil, try Linear(width, 1, bias: false)]
                masks = [Buffer(wrappedValue: try .ones([1]))]
            }
        }
        let module = try Containers(width: 2)
        #expect(
            module.parameters.map(\.name) == [
                "scales.a", "scales.b", "grid.0.0.weight", "grid.1.0.weight", "pair.left.weight", "gaps.1.weight",
            ]
        )
        #expect(module.buffers.map(\.name) == ["masks.0"])
    }

    @Test func whatIsSharedIsLearnedOnce() throws {
        let layer = try Linear(2, 2)
        let pair = try Pair(layer, layer)
        #expect(pair.parameters.map(\.name) == ["first.weight", "first.bias"])
        #expect(pair.state.map(\.name) == ["first.weight", "first.bias", "second.weight", "second.bias"])
        #expect(pair.parameterCount == 6)
        #expect(!pair.supportsSampleGradients)
    }

    @Test func theModeReachesTheWholeTree() throws {
        let inner = Sequential(try Dropout(0.5))
        let model = Sequential(inner, ReLU())
        model.eval()
        #expect(model.modules.count == 4 && model.modules.allSatisfy { !$0.isTraining })
        inner.train()
        #expect(inner.isTraining && !model.isTraining)
        model.train()
        #expect(model.modules.allSatisfy { $0.isTraining })
    }

    @Test func extentsAreOneOrOneForEachDimension() throws {
        #expect(try Conv3d(1, 1, kernel: [1, 2, 3]).weight.shape == [1, 1, 1, 2, 3])
        let error = try #require(throws: TorchError.self) { try Conv3d(1, 1, kernel: [1, 2]) }
        #expect(error.message == "2 numbers for the kernel; give one, or 3")
        let least = try #require(throws: TorchError.self) { try MaxPool2d(kernel: 2, stride: [1, 0]) }
        let dimensions = try #require(throws: TorchError.self) { try Convolution<4>(1, 1, kernel: 1) }
        #expect(dimensions.message == "4 dimensions; there are layers of 1 to 3")
        #expect(least.message == "the stride is 1 x 0; at least 1 is needed")
    }
}
