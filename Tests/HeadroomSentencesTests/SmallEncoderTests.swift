import FoundationEssentials
import HeadroomSentences
import HeadroomTorch
import TestSupport
import Testing

/// An encoder with random weights, and its files with errors.
extension EngineTests {
    @Test func aSmallEncoderGivesTheVectorsOfTheReference() throws {
        let references = try Reference.read("small.json")
        let encoder = try SentenceEncoder(Reference.smallEncoder)
        #expect(encoder.width == 8)
        let vectors = try rows(encoder(references.map(\.text)))
        #expect(vectors.count == references.count)
        for (reference, vector) in zip(references, vectors) {
            let expected = try #require(reference.embedding)
            #expect(distance(vector, expected) < 3e-6, "\(reference.text)")
            #expect(try distance(rows(encoder([reference.text]))[0], vector) < 1e-6, "\(reference.text)")
        }
    }

    @Test func manySentencesKeepTheirOrder() throws {
        let encoder = try SentenceEncoder(Reference.smallEncoder)
        #expect(try encoder([]).shape == [0, 8])
        let words = ["a", "red", "box", "turn", "left", "boxs"]
        // More than two batches, of all lengths up to more than the encoder has positions.
        let sentences = (0..<70).map { number in
            (0..<(number * 7 % 15)).map { words[($0 * number + number) % words.count] }.joined(separator: " ")
        }
        let vectors = try encoder(sentences)
        #expect(vectors.shape == [70, 8] && !vectors.requiresGradient)
        for (sentence, vector) in zip(sentences, try rows(vectors)) {
            #expect(try distance(rows(encoder([sentence]))[0], vector) < 1e-6, "\(sentence)")
        }
    }

    @Test func readingAnEncoderDrawsNoRandomNumbers() throws {
        try Engine.seed(5)
        let expected = try Tensor.randn([4]).floats()
        try Engine.seed(5)
        _ = try SentenceEncoder(Reference.smallEncoder)
        #expect(try Tensor.randn([4]).floats() == expected)
    }

    @Test func filesThatDoNotFitAreNamed() throws {
        let folder = try Folder()
        defer { folder.remove() }
        func restore() throws {
            for name in ["config.json", "model.safetensors", "vocab.txt"] {
                let data = try Data(contentsOf: URL(filePath: "\(Reference.smallEncoder)/\(name)"))
                try folder.write(Array(data), name)
            }
        }
        func expectError(_ text: String) throws {
            let error = #expect(throws: TorchError.self) { try SentenceEncoder(folder.path) }
            #expect(error?.code == .file && error?.message.contains(folder.path) == true)
            #expect(error?.message.contains(text) == true, "\(String(describing: error))")
            try restore()
        }
        func expectError(where old: String, is new: String, _ text: String) throws {
            let config = try String(contentsOfFile: "\(folder.path)/config.json", encoding: .utf8)
            try #require(config.contains(old))
            try folder.write(Array(config.replacing(old, with: new).utf8), "config.json")
            try expectError(text)
        }
        try restore()
        _ = try SentenceEncoder(folder.path)
        for name in ["config.json", "model.safetensors", "vocab.txt"] {
            try FileManager.default.removeItem(atPath: "\(folder.path)/\(name)")
            try expectError("\(name) cannot be read: No such file or directory")
        }
        try folder.write(Array("no".utf8), "config.json")
        try expectError("it is not JSON")
        try expectError(where: "\"hidden_size\": 8", is: "\"hidden_size\": \"8\"", "'hidden_size' is not a value of")
        try expectError(where: "num_hidden_layers", is: "layers", "'num_hidden_layers' is missing")
        try expectError(where: "\"num_attention_heads\": 2", is: "\"num_attention_heads\": 3", "heads (3)")
        try expectError(where: "\"num_attention_heads\": 2", is: "\"num_attention_heads\": 0", "heads (0)")
        try expectError(where: "\"gelu\"", is: "\"relu\"", "the activation 'relu'")
        try expectError(where: "\"vocab_size\": 12", is: "\"vocab_size\": 11", "has 12 tokens")
        try expectError(where: "\"hidden_size\": 8", is: "\"hidden_size\": 4", "has the shape [12, 8], not [12, 4]")
        try expectError(where: "\"num_hidden_layers\": 2", is: "\"num_hidden_layers\": 3", "'encoder.layer.2.")
        try folder.write([1, 2, 3], "model.safetensors")
        try expectError("not a whole safetensors file")
    }
}
