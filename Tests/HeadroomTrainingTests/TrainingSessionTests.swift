import Glibc
import HeadroomSystem
import HeadroomTorch
import HeadroomTraining
import TestSupport
import Testing

@Suite(.serialized, .disabled(if: Needs.mayRunWithoutEngine)) struct TrainingSessionTests {
    private let session: TrainingSession

    init() throws {
        try Engine.load(library: try #require(Needs.engine, "HEADROOM_ENGINE is not set: run ./test"))
        session = try TrainingSession(TrainingSession.Options(batchSize: 4), events: nil)
        try session.begin(optimizer: "sgd learningRate=1", trainingSamples: 100, batchSizes: 1...100)
    }

    private func step(loss: Float) throws {
        try session.stepEnded(samples: 4, loss: Tensor([loss], shape: []))
    }

    @Test func aLossThatIsNotFiniteEndsIt() throws {
        try step(loss: 1)
        #expect(session.shouldContinue() && !session.hasDiverged)
        try step(loss: .infinity)
        #expect(!session.shouldContinue() && session.hasDiverged)
        #expect(session.step == 2 && session.samples == 8 && session.batchSize == 4)
    }

    @Test func pausesAreLeftOutOfItsTime() throws {
        let began = MonotonicClock.seconds()
        session.restartClock()
        let result = session.pause { _ in
            usleep(50_000)
            return 7
        }
        let seconds = session.seconds
        #expect(result == 7 && seconds >= 0 && MonotonicClock.seconds() - began - seconds >= 0.05)
    }

    @Test func withoutHeadroomNoNoiseIsMeasured() throws {
        let model = Sequential(try Linear(2, 1))
        try session.measureNoise(of: model, SGD(model.parameters, learningRate: 1), steps: 10)
        #expect(session.probe == nil)
    }
}

@Suite struct TrialRequestTests {
    @Test func aTrialAtABatchSizeGoesOnUntilItIsEnded() {
        #expect(!TrialRequest(environment: [:]).isOpenEnded)
        #expect(TrialRequest(environment: ["HEADROOM_BATCH_SIZE": "64"]).isOpenEnded)
        let gradients = TrialRequest(environment: ["HEADROOM_BATCH_SIZE": "64", "HEADROOM_GRADIENTS": "28"])
        #expect(!gradients.isOpenEnded && gradients.noiseStepsPerStage == 28)
    }
}
