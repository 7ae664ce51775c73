import HeadroomCore
import HeadroomSweep
import Testing

/// If the number of samples of an epoch is unknown, one training predicts the time of others.
@Suite struct TrainingTimeTests {
    private let first = TrainingTime(batchSize: 64, epochs: 4, startupSeconds: 3, trainingSeconds: 100)

    @Test func withoutALawASampleTakesWhatItTook() {
        #expect(first.seconds(batchSize: 64, epochs: 4, law: nil) == 103)
        #expect(first.seconds(batchSize: 512, epochs: nil, law: nil) == 103)
        #expect(first.seconds(batchSize: 64, epochs: 8, law: nil) == 203)
        #expect(first.seconds(batchSize: 64, epochs: 4, gradientsPerStep: 2, law: nil) == 203)
    }

    /// A step takes 64 units and a unit for each sample: at 64 a sample takes 2, at 16 it takes 5.
    @Test func theLawSaysWhatASampleTakes() {
        let law = TimeLaw.fit([8, 64].map { .init(batchSize: $0, stepSeconds: 64 + $0, standardError: 0) })
        #expect(first.seconds(batchSize: 64, epochs: 4, law: law) == 103)
        #expect(abs(first.seconds(batchSize: 16, epochs: 4, law: law) - 253) < 1e-9)
        #expect(abs(first.seconds(batchSize: 1 << 30, epochs: 4, law: law) - 53) < 1e-3)
    }
}
