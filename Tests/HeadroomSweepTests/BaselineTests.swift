import HeadroomSweep
import Testing

@Suite struct BaselineTests {
    private func baseline(processes: Int = 1, share: Int = 1000) -> Baseline {
        var baseline = Baseline(batchSize: 64, isObserved: true)
        (baseline.processes, baseline.trainingSamples) = (processes, share)
        return baseline
    }

    @Test func theEpochsAreReadOffATraining() {
        var one = baseline()
        // 16 batches an epoch, the last of 40.
        one.count(steps: 48, samples: 3000, of: 64)
        #expect(one.epochs == 3 && !one.dropsLast)
        #expect(one.steps(batchSize: 64, epochs: one.epochs) == 48 && one.steps(batchSize: 256, epochs: 3) == 12)
        #expect(one.epochs(withUpdatesAt: 256) == 12)
    }

    @Test func anOddBatchThatIsLeftOutIsSeen() {
        var one = baseline()
        one.count(steps: 45, samples: 45 * 64, of: 64)
        #expect(one.epochs == 3 && one.dropsLast && one.steps(batchSize: 256, epochs: 3) == 9)
    }

    /// The samples of all processes are summed, and each makes the steps of its share.
    @Test(arguments: [2, 8]) func severalProcessesMakeTheStepsTogether(processes: Int) {
        var all = baseline(processes: processes)
        all.count(steps: 48, samples: 3000 * processes, of: 64)
        #expect(all.epochs == 3 && all.steps(batchSize: 64, epochs: 3) == 48)
        var dropping = baseline(processes: processes)
        dropping.count(steps: 45, samples: 45 * 64 * processes, of: 64)
        #expect(dropping.epochs == 3 && dropping.dropsLast)
    }

    @Test func whatItsUserSaidStays() {
        var one = baseline()
        one.learn(of: "sgd learningRate=0.05 momentum=0.9")
        #expect(one.optimizer == "sgd learningRate=0.05 momentum=0.9" && one.learningRate == 0.05)
        one.learn(of: "adam learningRate=0.001")
        #expect(one.optimizer?.hasPrefix("sgd") == true && one.learningRate == 0.05)
    }
}
