import FoundationEssentials
import HeadroomCore
import HeadroomEvents
import Subprocess
import SystemPackage
import TestSupport
import Testing

/// Run of `torch_gradients.py`, which prints its state after each step.
struct GradientRun {
    struct Step: Codable, Equatable {
        var step: Int
        var samples: Int
        /// Exact to the last bit.
        var loss: String
        /// Digest of the parameters and the optimizer's state after the step.
        var digest: String
        /// Learning rates between two steps, and those used by the step.
        var rates: [Double]
        var taken: [Double]
        /// Gradient over the batch, in double precision, at the parameters after the step.
        var gradient: [Double]
        /// Divisors that Adam applies to it; empty for other optimizers.
        var scales: [Double]
    }

    let steps: [Step]
    let hasEnded: Bool
    let events: [Event]
    var gradients: [GradientEvent] { events.compactMap { if case .gradient(let event) = $0 { event } else { nil } } }
    var hello: Hello? { events.lazy.compactMap { if case .hello(let hello) = $0 { hello } else { nil } }.first }

    init(_ kind: String, _ variables: [Environment.Key: String?]?) async throws {
        let run = try await ScriptRun(
            Script(framework: "pytorch", name: "torch_gradients", kind: kind),
            variables: variables
        )
        let lines = run.output.split(separator: "\n")
        steps = try lines.filter { $0.hasPrefix("{") }.map { try JSONDecoder().decode(Step.self, from: Data($0.utf8)) }
        hasEnded = lines.last == "ended"
        #expect(!lines.contains { $0.hasPrefix("failed:") } && !run.error.contains("Traceback"), "\(run.error)")
        events = run.events
    }

    /// Batches of a group that ended with a step, with the same parameters and number of samples.
    func group(endingAt step: Int, samples: Int) -> [Step] {
        steps.prefix(step).filter { $0.samples == samples }.suffix(8)
    }
}

/// Gradient trial of an unmodified script, compared with the script's own computation.
@Suite(.serialized, .disabled(if: Needs.isQuick)) struct GradientTests {
    @Test(
        arguments: [
            "sgd", "zeroed", "adam", "amsgrad", "adamw-foreach", "adamw-fused", "parts", "closure", "clipped", "scaler",
            "scaler-fused", "accumulation", "sum",
        ]
    )
    func theParametersAreHeldAndTheNormsAreThoseOfTheirGradients(kind: String) async throws {
        let points = kind == "accumulation" ? (10, 30) : (20, 60)
        async let trainedAlone = GradientRun(kind, nil)
        let held = try await GradientRun(
            kind,
            ["HEADROOM_GRADIENTS": "16", "HEADROOM_GRADIENT_STEPS": "\(points.0),\(points.1)"]
        )
        let alone = try await trainedAlone
        #expect(held.steps.prefix(points.0) == alone.steps.prefix(points.0), "before the first point nothing changes")
        // It trains from one hold to the next, and ends at the last one.
        let changes = zip(held.steps, held.steps.dropFirst()).filter { $0.digest != $1.digest }
        #expect(changes.count == points.1 - 1)
        #expect(alone.hasEnded && !held.hasEnded)
        #expect(held.events.last.map { if case .end = $0 { true } else { false } } == true)

        let events = held.gradients
        try #require(events.count == 9, "two groups at two points, and one of smaller batches")
        let smaller = held.group(endingAt: events[8].step, samples: events[0].batchSize / 4)
        #expect(events[8].batchSize == events[0].batchSize / 4 && events[8].count == 8 && smaller.count == 8)
        #expect(Set(smaller.map(\.digest)) == Set(held.steps.suffix(1).map(\.digest)), "at the last point")
        let expected = smaller.reduce(0) { $0 + squaredNorm($1.gradient) } / 8
        #expect(try abs(#require(events[8].squaredNorm) / expected - 1) < 1e-5)
        for (parts, whole) in stride(from: 0, to: 8, by: 2).map({ (events[$0], events[$0 + 1]) }) {
            let batches = held.group(endingAt: parts.step, samples: parts.batchSize)
            #expect(parts.batchSize == (kind == "accumulation" ? 32 : 16) && parts.count == 8)
            #expect(whole.step == parts.step && whole.batchSize == 8 * parts.batchSize && whole.count == nil)
            #expect(Set(batches.map(\.digest)).count == 1)
            let scales = batches[0].scales
            let forms: [(KeyPath<GradientEvent, Double?>, [Double])] = [
                (\.squaredNorm, Array(repeating: 1, count: batches[0].gradient.count)),
                (\.preconditionedSquaredNorm, kind == "parts" ? [] : scales),
            ]
            for (form, scales) in forms {
                guard !scales.isEmpty else {
                    #expect(parts[keyPath: form] == nil && whole[keyPath: form] == nil)
                    continue
                }
                let gradients = batches.map { zip($0.gradient, scales).map { $0 / $1 } }
                let mean = scales.indices.map { index in gradients.reduce(0) { $0 + $1[index] } / 8 }
                let expected = (gradients.reduce(0) { $0 + squaredNorm($1) } / 8, squaredNorm(mean))
                let found = (try #require(parts[keyPath: form]), try #require(whole[keyPath: form]))
                #expect(abs(found.0 / expected.0 - 1) < 1e-5 && abs(found.1 / expected.1 - 1) < 1e-5)
            }
        }
    }

    private func squaredNorm(_ vector: [Double]) -> Double { vector.reduce(0) { $0 + $1 * $1 } }

    /// An epoch ends at the 32nd step with a batch of 4, in the middle of a group.
    @Test func aBatchOfAnotherSizeIsInNoGroup() async throws {
        let run = try await GradientRun("sgd", ["HEADROOM_GRADIENTS": "16", "HEADROOM_GRADIENT_STEPS": "20"])
        #expect(run.gradients.prefix(4).map(\.step) == [28, 28, 37, 37])
        #expect(run.steps[31].samples == 4 && run.steps[36].samples == 16)
    }

    @Test(
        arguments: [
            ("infinite", "the gradients are not finite"), ("zero", "all gradients are zero"),
            ("lbfgs", "its optimizer, LBFGS, computes its gradients at several points within a step"),
        ]
    )
    func whereNothingCanBeMeasuredAReasonIsGiven(kind: String, reason: String) async throws {
        let run = try await GradientRun(kind, ["HEADROOM_GRADIENTS": "16", "HEADROOM_GRADIENT_STEPS": "30"])
        #expect(run.gradients.map(\.reason) == [reason] && run.gradients.allSatisfy { $0.squaredNorm == nil })
        #expect(!run.hasEnded)
    }

    /// The reduction found from the norms, for a script that does not report it.
    @Test(arguments: [("sgd", Reduction.mean), ("accumulation", .mean), ("adam", .mean), ("sum", .sum)])
    func theNormsOfSmallerBatchesTellTheReduction(kind: String, reduction: Reduction) async throws {
        let run = try await GradientRun(kind, ["HEADROOM_GRADIENTS": "16", "HEADROOM_GRADIENT_STEPS": "10,20"])
        var norms: [Int: [GradientPair.Norm]] = [:]
        for event in run.gradients {
            let norm = try #require(event.squaredNorm)
            norms[event.step, default: []].append(
                .init(batchSize: event.batchSize, squaredNorm: norm, count: event.count ?? 1)
            )
        }
        #expect(Reduction(gradientNorms: norms) == reduction, "\(norms)")
    }

    /// It raises at batch sizes other than its own, after everything else was measured.
    @Test func aScriptThatCannotDoWithSmallerBatchesHasSaidTheRest() async throws {
        let variables: [Environment.Key: String?] = ["HEADROOM_GRADIENTS": "16", "HEADROOM_GRADIENT_STEPS": "40"]
        let run = try await ScriptRun(
            Script(framework: "pytorch", name: "torch_gradients", kind: "sensitive"),
            variables: variables
        )
        #expect(run.error.contains("this script wants batches of 16"))
        let norms = run.events.compactMap { if case .gradient(let event) = $0 { event.squaredNorm } else { nil } }
        #expect(norms.count == 4)
        #expect(run.events.last.map { if case .end = $0 { true } else { false } } == true)
    }

    @Test func aScriptThatEndsBeforeThePointsSaysWhatThereIs() async throws {
        let within = try await GradientRun("sgd", ["HEADROOM_GRADIENTS": "16", "HEADROOM_GRADIENT_STEPS": "150"])
        #expect(within.hasEnded && within.gradients.map(\.step) == [158, 158])
        let before = try await GradientRun("sgd", ["HEADROOM_GRADIENTS": "16"])
        #expect(before.hasEnded && before.gradients.compactMap(\.squaredNorm).count == 8)
        #expect(before.gradients.last?.reason == "the training ended after 127 steps, before step 1000")
    }

    @Test(arguments: ["sgd", "schedule", "groups", "tensor-rate"])
    func theLearningRateIsWarmedUpAndTheScriptSeesItsOwn(kind: String) async throws {
        async let trainedAlone = GradientRun(kind, nil)
        async let withoutIt = GradientRun(kind, [:])
        let warm = try await GradientRun(kind, ["HEADROOM_WARMUP_STEPS": "40"])
        let (alone, without) = try await (trainedAlone, withoutIt)
        #expect(warm.hello?.warmupSteps == 40 && without.hello?.warmupSteps == nil)
        #expect(warm.hello?.optimizer == without.hello?.optimizer)
        #expect(without.steps == alone.steps, "where it is not asked for, nothing changes")
        #expect(warm.steps.map(\.rates) == alone.steps.map(\.rates), "the script's schedule goes its own way")
        #expect(warm.steps.count == alone.steps.count && warm.steps.first?.digest != alone.steps.first?.digest)
        for (number, step) in warm.steps.enumerated() {
            for (taken, own) in zip(step.taken, step.rates) {
                let expected = own * min(1, Double(number + 1) / 40)
                #expect(abs(taken - expected) <= 1e-7 * abs(expected), "step \(number + 1)")
            }
        }
    }
}
