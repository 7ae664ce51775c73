import FoundationEssentials
import HeadroomTorch
import TestSupport
import Testing

/// The code of docs/torch.md, which is that of the folder `Guide`.
@Suite struct GuideTests {
    @Test func theGuideHasExactlyTheCodeThatIsCompiledHere() throws {
        let folder = "\(Needs.root)/Tests/HeadroomTorchTests/Guide"
        let guide = try String(contentsOf: URL(filePath: "\(Needs.root)/docs/torch.md"), encoding: .utf8)
        let code = try FileManager.default.contentsOfDirectory(atPath: folder)
            .map { try String(contentsOf: URL(filePath: "\(folder)/\($0)"), encoding: .utf8) }
        let blocks = guide.split(separator: "```swift\n").dropFirst().map { part in
            String(part[..<(part.firstRange(of: "```")?.lowerBound ?? part.endIndex)])
        }
        #expect(blocks.sorted() == code.sorted())
    }
}

extension EngineTests {
    private func draw(_ count: Int) throws -> Samples {
        let images = try Tensor.rand([count, 1, 8, 8])
        let quarters = try AveragePool2d(kernel: 4)(images).flatten(from: 1)
        return Samples(images: images, labels: try quarters.argmax(dimension: 1))
    }

    @Test func theGuidesClassifierLearns() throws {
        let engine = try Fixture.environment("HEADROOM_ENGINE", "the library that Engine/build made")
        // By chance it would be a quarter.
        let share = try findBrightestQuarters(engine: engine)
        #expect(share > 0.6)
    }

    @Test func theGuidesTrainingIsResumedToTheSameBits() throws {
        let folder = try Folder()
        defer { folder.remove() }
        let samples = try draw(256)
        func trained(_ epochs: Range<Int>, from path: String? = nil, saved: String? = nil) throws -> [Float] {
            try Engine.seed(5)
            let model = try Classifier(classes: 4)
            let optimizer = try AdamW(model.parameters, weightDecay: 0.01)
            let first = try path.map { try resume(model, optimizer, .cpu, from: $0) }
            try train(model, optimizer, samples, epochs: (first ?? epochs.lowerBound)..<epochs.upperBound)
            if let saved {
                try save(model, optimizer, epoch: epochs.upperBound, .cpu, to: saved)
            }
            return try model.parameters.flatMap { try $0.tensor.floats() }
        }
        let path = "\(folder.path)/checkpoint"
        let half = try trained(0..<2, saved: path)
        let whole = try trained(0..<4)
        #expect(try trained(0..<4, from: path) == whole)
        #expect(half != whole)
    }

    @Test func theGuidesOtherLoopsLearn() throws {
        let folder = try Folder()
        defer { folder.remove() }
        let path = "\(folder.path)/samples"
        let (samples, test) = (try draw(1024), try draw(256))
        try StateFile.save([NamedTensor("images", samples.images), NamedTensor("labels", samples.labels)], to: path)
        let model = try Classifier(classes: 4)
        let optimizer = try AdamW(model.parameters, learningRate: 1e-2)
        for _ in 0..<4 { try train(model, optimizer, file: path, device: .cpu) }
        let share = try accuracy(model, test)
        #expect(share > 0.6)

        let half = try Classifier(classes: 4)
        let adam = try AdamW(half.parameters, learningRate: 1e-2)
        let scaler = try GradientScaler(half.parameters, device: .cpu)
        for _ in 0..<60 { try halfStep(half, adam, samples, scaler) }
        let halfShare = try accuracy(half, test)
        #expect(halfShare > 0.6)
    }
}
