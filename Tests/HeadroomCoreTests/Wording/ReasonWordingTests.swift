import HeadroomCore
import Testing

/// The sentences of why a question stays open, and where a law does not hold.
@Suite struct ReasonWordingTests {
    @Test func anOpenQuestionHasItsReason() {
        func sentence(_ reason: OpenReason) -> String { reason.sentence }
        #expect(sentence(.nothingFits(isDeviceFull: false)) == "not even a batch size of 1 fits")
        #expect(
            sentence(.nothingFits(isDeviceFull: true)) == "not even a batch size of 1 fits into the device's memory"
        )
        #expect(
            sentence(.beyondMemoryLimit(bytes: 300 << 20))
                == "the command takes more than the memory limit of 300 MiB before its first step"
        )
        #expect(
            sentence(.fails(batchSize: 8, how: .ofTrial("the command failed with exit code 3")))
                == "at batch size 8 the command failed with exit code 3"
        )
        #expect(
            sentence(.undecided(.stillRises(at: 8)))
                == "throughput still rises at batch size 8, the largest that was measured"
        )
        #expect(
            sentence(.nothingLearned(NothingLearned(trainings: 3, measure: .accuracy)))
                == "nothing is learned: over 3 trainings the test accuracy is no better at the end than at the first look"
        )
    }

    @Test func aNoiseWithoutAScaleHasItsReason() {
        func sentence(_ gap: GradientNoise.Gap) -> String { OpenReason.noNoiseScale(.gap(gap)).sentence }
        let start = "the noise of the gradients could not be estimated: "
        #expect(sentence(.undefined(.overflow)).contains("half precision"))
        #expect(sentence(.undefined(.zeroGradients)) == start + "all gradients are zero")
        #expect(sentence(.insufficient(stepsRatio: nil)) == start + "not enough to say")
        // What would be enough is rounded up.
        #expect(
            sentence(.insufficient(stepsRatio: 2.01))
                == start + "not enough to say, about 2.1 times as many steps needed ('headroom learn --quick "
                + "--gradient-steps N' takes more)"
        )
        #expect(OpenReason.noNoiseScale(.ofProcess("it has one sample")).sentence == start + "it has one sample")
    }

    /// The stages of a training know how many times as many steps would be enough.
    @Test func aStageThatIsTooShortSaysHowMuchLongerItWouldHaveToBe() {
        let pairs = (0..<3).map { NoiseStages.Observation(step: $0, pair: GradientPair(signal: 1, noise: 1)) }
        let noise = GradientNoise(NoiseStages(pairs), preconditioned: nil, processes: 1)
        #expect(noise.stages.map(\.reason) == [.insufficient(stepsRatio: 5.0 / 3)])
        #expect(noise.document.stages.first?.reason?.contains("about 1.7 times") == true)
    }

    @Test func aLawThatDoesNotHoldHasItsPlace() {
        #expect(
            TimeLaw.Departure.throughputFalls(above: 256).sentence == "throughput falls again above batch size 256"
        )
        #expect(
            TimeLaw.Departure.stepTime(at: 64, ratio: 0.5).sentence
                == "at batch size 64 a step takes 50 % longer than the law says"
        )
        #expect(
            TimeLaw.Departure.stepTime(at: 64, ratio: -0.25).sentence
                == "at batch size 64 a step takes 25 % less than the law says"
        )
        #expect(MemoryLaw.Departure.falls(from: 64, to: 128).sentence == "memory falls from batch size 64 to 128")
        #expect(MemoryLaw.Departure.risesFaster.sentence == "memory rises faster than the batch size")
    }

    @Test func whatToDoAboutMemoryDependsOnWhichRanOut() {
        #expect(
            MemoryRemedy.more(.host).sentence
                == "for more than fits: a larger --memory-limit, or fewer workers of the loader"
        )
        #expect(
            MemoryRemedy.expandableSegments(unusableRatio: 0.25).sentence.hasPrefix(
                "25 % of what the allocator holds lies unusable between tensors: PYTORCH_CUDA_ALLOC_CONF="
            )
        )
    }
}

/// The sentences of what was left out of a study.
@Suite struct LearningWordingTests {
    @Test func whatWasLeftOutHasItsReason() {
        #expect(
            Omission.arm(.scaledRate, .noRule(optimizer: "lion")).sentence
                == "learning rate scaled: no rule is known for its optimizer, lion"
        )
        #expect(
            Omission.arm(.equalUpdates, .unknownSamples).sentence
                == "scaled, warmed up, as many updates: how many samples an epoch has is not known: give --training-samples"
        )
        #expect(
            Omission.noTime(.learningRate, batchSizes: [64, 128]).sentence
                == "another learning rate at batch size 64, 128, for some or all seeds: the time was up"
        )
        #expect(
            Omission.inconclusive(.remedy("clipping"), batchSize: 128, seed: 1, because: "it hung").sentence
                == "clipping at batch size 128, seed 1: it hung"
        )
        #expect(
            Omission.remediesWithoutLoss(.accuracy, batchSize: 8).sentence
                == "the remedies: no accuracy was lost at a batch size of 8"
        )
    }

    @Test func aTrainingThatCouldNotWinHasItsShare() {
        #expect(TrainingEnd.hopeless(stepsRatio: 0.5).sentence == "it could not win any more after 50 % of its steps")
    }
}
