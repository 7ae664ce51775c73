import FoundationEssentials
import HeadroomTorch
import Testing

func makeFolder() throws -> String {
    let folder = FileManager.default.temporaryDirectory.appending(path: "headroom-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder.path
}

func removeFolder(_ path: String) {
    try? FileManager.default.removeItem(atPath: path)
}

/// Runs `body` with a new folder, removed afterwards.
private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = try makeFolder()
    defer { removeFolder(folder) }
    try body(folder)
}

extension EngineTests {
    @Test func stateFilesComeBackAsTheyWent() throws {
        try withFolder { folder in
            let path = "\(folder)/state.safetensors"
            let numbers = try Tensor([1, 0, 3, 250] as [Float], shape: [2, 2])
            let types: [ScalarType] = [
                .uint8, .int8, .int16, .int32, .int64, .float16, .bfloat16, .float32, .float64, .bool,
            ]
            var tensors = try types.map { NamedTensor("as.\($0)", try numbers.to($0)) }
            tensors.append(NamedTensor("transposed", try numbers.transpose(0, 1)))
            tensors.append(NamedTensor("empty", try Tensor.zeros([0, 3])))
            tensors.append(NamedTensor("single \"quoted\" ü", try Tensor([0.1] as [Double], shape: [])))
            try StateFile.save(tensors, metadata: ["step": "12", "note": "a\nb"], to: path)

            let file = try StateFile.load(from: path)
            #expect(file.metadata == ["step": "12", "note": "a\nb"])
            #expect(Set(file.tensors.map(\.name)) == Set(tensors.map(\.name)))
            for saved in tensors {
                let loaded = try #require(file.tensors.first { $0.name == saved.name }?.tensor)
                #expect(loaded.scalarType == saved.tensor.scalarType)
                #expect(loaded.shape == saved.tensor.shape)
                #expect(try loaded.doubles() == saved.tensor.doubles(), "\(saved.name)")
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["state.safetensors"])
        }
    }

    @Test func theBytesAreThoseOfTheFormat() throws {
        try withFolder { folder in
            let path = "\(folder)/state.safetensors"
            try StateFile.save([NamedTensor("b", Tensor([1] as [Float], shape: [1]))], to: path)
            let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
            let json = #"{"b":{"data_offsets":[0,4],"dtype":"F32","shape":[1]}}"#
            let padded = json + String(repeating: " ", count: (8 - json.utf8.count % 8) % 8)
            #expect(bytes == [UInt8(padded.utf8.count), 0, 0, 0, 0, 0, 0, 0] + Array(padded.utf8) + [0, 0, 128, 63])
        }
    }

    @Test func brokenFilesAreErrorsThatSayWhy() throws {
        try withFolder { folder in
            let path = "\(folder)/state.safetensors"
            try StateFile.save([NamedTensor("weight", Tensor.ones([100]))], to: path)
            let whole = [UInt8](try Data(contentsOf: URL(filePath: path)))
            func expectBroken(_ bytes: [UInt8], _ reason: String) throws {
                try Data(bytes).write(to: URL(filePath: path))
                let error = try #require(throws: TorchError.self) { try StateFile.load(from: path) }
                #expect(error.code == .file)
                #expect(error.message.contains(path))
                #expect(error.message.contains(reason), "\(error.message)")
            }
            func header(_ json: String, _ elements: Int) -> [UInt8] {
                [UInt8(json.utf8.count), 0, 0, 0, 0, 0, 0, 0] + Array(json.utf8) + Array(repeating: 0, count: elements)
            }
            for length in stride(from: 0, to: whole.count, by: 7) {
                try expectBroken(Array(whole.prefix(length)), "not a whole safetensors file")
            }
            try expectBroken(whole + [0], "its tensors have 400 bytes, and 401 are there")
            try expectBroken(Array(repeating: 255, count: 100), "its header would have")
            try expectBroken(header("[]", 0), "not the JSON of this format")
            try expectBroken(
                header(#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, 4),
                "'a' of the shape [2]"
            )
            try expectBroken(header(#"{"a":{"dtype":"X9","shape":[1],"data_offsets":[0,4]}}"#, 4), "the type 'X9'")
            try expectBroken(
                header(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, 8),
                "'a' does not begin"
            )
            try expectBroken(
                header(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[1,-9223372036854775808]}}"#, 4),
                "does not have the bytes"
            )
            try expectBroken(header(#"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#, 4), "shape [-1]")

            let missing = try #require(throws: TorchError.self) { try StateFile.load(from: "\(folder)/none") }
            #expect(missing.message == "\(folder)/none cannot be read: No such file or directory")
        }
    }

    @Test func aGeneratorGoesOnFromItsState() throws {
        let state = try Engine.generatorState(of: .cpu)
        let drawn = try Tensor.randn([5]).floats()
        #expect(try Tensor.randn([5]).floats() != drawn)
        try Engine.setGeneratorState(state, of: .cpu)
        #expect(try Tensor.randn([5]).floats() == drawn)
        #expect(throws: TorchError.self) { try Engine.setGeneratorState(.zeros([3], .uint8), of: .cpu) }
    }

    @Test func aFileIsReadByParts() throws {
        try withFolder { folder in
            let path = "\(folder)/state.safetensors"
            let rows = try Tensor.range(12).to(.float32).reshape([4, 3])
            try StateFile.save(
                [NamedTensor("rows", rows), NamedTensor("one", .ones([]))],
                metadata: ["a": "b"],
                to: path
            )
            let reader = try StateFileReader(path)
            #expect(reader.names == ["rows", "one"] && reader.metadata == ["a": "b"])
            #expect(try reader.shape("rows") == [4, 3])
            #expect(try reader.tensor("one").item() == 1)
            let middle = try reader.tensor("rows", rows: 1..<3)
            #expect(try middle.shape == [2, 3] && middle.floats() == [3, 4, 5, 6, 7, 8])
            #expect(try reader.tensor("rows", rows: 4..<4).shape == [0, 3])
            for (name, range) in [("rows", 2..<5), ("rows", -1..<2), ("one", 0..<1)] {
                let error = try #require(throws: TorchError.self) { try reader.tensor(name, rows: range) }
                #expect(error.message.contains("has no rows"))
            }
            let missing = try #require(throws: TorchError.self) { try reader.tensor("none") }
            #expect(missing.message == "\(path) holds no tensor named 'none'")
        }
    }

    @Test func aFailedSaveLeavesWhatWasThere() throws {
        try withFolder { folder in
            let path = "\(folder)/state.safetensors"
            try StateFile.save([NamedTensor("a", Tensor.ones([2]))], to: path)
            let twice = [NamedTensor("a", try Tensor.ones([2])), NamedTensor("a", try Tensor.ones([2]))]
            #expect(throws: TorchError.self) { try StateFile.save(twice, to: path) }
            #expect(try StateFile.load(from: path).tensors.count == 1)
            let nowhere = try #require(throws: TorchError.self) {
                try StateFile.save([], to: "\(folder)/no/folder/file")
            }
            #expect(nowhere.message.contains("No such file or directory"))
        }
    }
}
