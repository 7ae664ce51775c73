import HeadroomTorch
import Testing

extension EngineTests {
    @Test func valuesComeBackAsTheyWent() throws {
        let tensor = try Tensor([1, 2, 3, 4, 5, 6] as [Float], shape: [2, 3])
        #expect(tensor.shape == [2, 3])
        #expect(tensor.rank == 2)
        #expect(tensor.elementCount == 6)
        #expect(tensor.scalarType == .float32)
        #expect(tensor.device == .cpu)
        #expect(try tensor.transpose(0, 1).floats() == [1, 4, 2, 5, 3, 6])
        #expect(try Tensor([7, -1] as [Int64], shape: [2]).int64s() == [7, -1])
        #expect(try Tensor([255, 3] as [UInt8], shape: [2]).floats() == [255, 3])
        #expect(try Tensor([2.5] as [Double], shape: []).item() == 2.5)
        #expect(try Tensor([] as [Float], shape: [0, 4]).floats() == [])
    }

    @Test func arithmeticBroadcasts() throws {
        let matrix = try Tensor([1, 2, 3, 4] as [Float], shape: [2, 2])
        let row = try Tensor([10, 20] as [Float], shape: [2])
        #expect(try (matrix + row).floats() == [11, 22, 13, 24])
        #expect(try (matrix - row * 0.1).floats() == [0, 0, 2, 2])
        #expect(try (row / matrix).floats() == [10, 10, 10 / 3, 5])
        #expect(try matrix.matmul(matrix).floats() == [7, 10, 15, 22])
        #expect(try (-matrix / 2 + 1).floats() == [0.5, 0, -0.5, -1])
    }

    @Test func reductionsAndSelections() throws {
        let matrix = try Tensor([1, 5, 3, 4, 2, 6] as [Float], shape: [2, 3])
        #expect(try matrix.sum().item() == 21)
        #expect(try matrix.mean(dimension: 0).floats() == [2.5, 3.5, 4.5])
        #expect(try matrix.argmax(dimension: 1).int64s() == [1, 2])
        #expect(try matrix.maximum().item() == 6)
        let picked = try matrix.indexSelect(dimension: 0, indices: Tensor([1, 0, 1] as [Int64], shape: [3]))
        #expect(try picked.floats() == [4, 2, 6, 1, 5, 3, 4, 2, 6])
        #expect(try matrix.narrow(dimension: 1, start: 1, length: 2).floats() == [5, 3, 2, 6])
        #expect(try matrix.equal(matrix).sum().item() == 6)
        #expect(try Tensor.concatenate([matrix, matrix]).shape == [4, 3])
        #expect(try matrix.reshape([3, -1]).shape == [3, 2])
        #expect(abs(try matrix.softmax(dimension: 1).sum().item() - 2) < 1e-6)
    }

    @Test func shapesThatDoNotGoTogetherAreErrors() throws {
        let error = try #require(throws: TorchError.self) {
            try Tensor.zeros([2, 3]).matmul(Tensor.zeros([2, 3]))
        }
        #expect(error.code == .torch)
        #expect(error.operation == "matmul")
        #expect(error.message.contains("cannot be multiplied"))
        #expect(!error.message.contains("\n"))

        let wrongCount = try #require(throws: TorchError.self) { try Tensor([1] as [Float], shape: [2]) }
        #expect(wrongCount.code == .invalidArgument)

        let layer = try Linear(4, 2)
        let wrongInput = try #require(throws: TorchError.self) { try layer(Tensor.zeros([1, 3])) }
        #expect(wrongInput.operation == "linear")

        let wrongLabel = try #require(throws: TorchError.self) {
            try crossEntropy(Tensor.zeros([1, 3]), Tensor([3] as [Int64], shape: [1]))
        }
        #expect(wrongLabel.operation == "crossEntropy")
    }

    @Test func outOfMemoryIsItsOwnError() throws {
        let error = try #require(throws: TorchError.self) { try Tensor.zeros([1 << 46]) }
        #expect(error.code == .outOfMemory)
        #expect(error.operation == "aten::zeros")

        // The engine continues to work afterwards.
        #expect(try Tensor.ones([4]).sum().item() == 4)
    }

    @Test func anUnknownOperatorIsAnError() throws {
        let error = try #require(throws: TorchError.self) { try Operator("aten::no_such")(.integer(1)) }
        #expect(error.operation == "aten::no_such")
        let missing = try #require(throws: TorchError.self) { try Operator("aten::relu")() }
        #expect(missing.message.contains("'self' is missing"))
        let tooMany = try #require(throws: TorchError.self) {
            try Operator("aten::relu")(.tensor(Tensor.zeros([1])), .integer(1))
        }
        #expect(tooMany.message.contains("takes 1 arguments, and 2 were given"))
    }

    /// A temporary tensor must live until the call it is passed to has returned (a release build ends it at once).
    @Test func temporariesLiveThroughTheirCall() throws {
        for _ in 0..<2000 {
            let sum = try Tensor.concatenate([Tensor.ones([64]).relu(), Tensor.ones([64]) * 2]).relu().sum()
            #expect(try sum.item() == 192)
            let layer = try Linear(8, 8, bias: false)(Tensor.zeros([4, 8]).relu()).matmul(Tensor.ones([8, 2])).sum()
            #expect(try layer.item() == 0)
        }
    }

    @Test func aSeedRepeatsWhatFollows() throws {
        func draw() throws -> [Float] {
            try Engine.seed(11)
            return try Tensor.randn([4]).floats() + Linear(2, 2).weight.floats()
        }
        #expect(try draw() == draw())
        try Engine.seed(12)
        #expect(try Tensor.randn([4]).floats() != Array(draw().prefix(4)))
    }

    @Test func devicesAreReadAndChecked() throws {
        #expect(try Device("cuda:1") == .cuda(1))
        #expect(try Device("cuda").description == "cuda:0")
        #expect(try Device("cpu") == .cpu)
        for text in ["", "gpu", "cuda:", "cuda:x", "cuda:-1", "cuda:1:2", "cpu:1"] {
            #expect(throws: TorchError.self, "\(text)") { try Device(text) }
        }
        try Device.cpu.requireAvailable()
        try Device.cpu.synchronize()
        #expect(try Device.cpu.memoryStatistics() == nil)
        let absent = Device.cuda(try Device.count(of: .cuda))
        let error = try #require(throws: TorchError.self) { try absent.requireAvailable() }
        #expect(error.message.contains("\(absent) is not available"))
        #expect(throws: TorchError.self) { try Tensor.zeros([1], device: absent) }
    }

    @Test func theEngineSaysWhatItIs() throws {
        #expect(Engine.isLoaded)
        #expect(try Engine.libtorchVersion().hasPrefix("2."))
        try Engine.setThreads(2)
        #expect(Engine.threads == 2)
        try Engine.setThreads(1)
        #expect(throws: TorchError.self) { try Engine.setThreads(0) }
        let second = try #require(throws: TorchError.self) { try Engine.load(library: "/another.so") }
        #expect(second.message.contains("is loaded already"))
    }
}
