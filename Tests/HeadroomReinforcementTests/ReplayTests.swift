import HeadroomEnvironments
import HeadroomReinforcement
import Testing

/// Experience identified by a number.
private func numbered(_ number: Int) -> Experience<Int> {
    Experience(
        observation: number,
        action: number % 6,
        discountedReturn: Float(number),
        next: number + 1,
        discount: 0.5
    )
}

@Suite struct ReplayMemoryTests {
    @Test("The oldest experience makes room for the newest")
    func ring() {
        var memory = ReplayMemory<Int>(capacity: 3)
        for number in 0..<5 { #expect(memory.append(numbered(number)) == number % 3) }
        #expect(memory.count == 3)
        #expect(memory[[0, 1, 2]].observations == [3, 4, 2])
        #expect(memory[[0]].nexts == [4])
        #expect(memory[[0]].discountedReturns == [3])
    }

    @Test("Every experience is drawn as often as any other")
    func uniform() {
        var memory = ReplayMemory<Int>(capacity: 50)
        for number in 0..<50 { memory.append(numbered(number)) }
        var generator = PCG64(seed: 1)
        var counts = [Int](repeating: 0, count: 50)
        for _ in 0..<400 { for index in memory.uniformIndices(256, using: &generator) { counts[index] += 1 } }
        let expected = 400.0 * 256 / 50
        let chiSquare = counts.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
        // 49 degrees of freedom: 85.35 is exceeded once in a thousand.
        #expect(chiSquare < 85.35)
        #expect(chiSquare > 20)
    }
}

@Suite struct SumTreeTests {
    @Test("Sums are those of the weights, whatever was set in which order", arguments: [1, 2, 3, 7, 64, 100])
    func sums(count: Int) {
        var generator = PCG64(seed: UInt64(count))
        var tree = SumTree(count: count)
        var weights = [Double](repeating: 0, count: count)
        for _ in 0..<500 {
            let index = Int.random(in: 0..<count, using: &generator)
            weights[index] = Double.random(in: 0..<10, using: &generator)
            tree[index] = weights[index]
        }
        #expect(abs(tree.total - weights.reduce(0, +)) < 1e-9)
        for index in 0..<count { #expect(tree[index] == weights[index]) }
    }

    @Test("A mass belongs to the weight in which it lies, and never to one of 0")
    func places() {
        var tree = SumTree(count: 5)
        for (index, weight) in [2.0, 0, 3, 0, 5].enumerated() { tree[index] = weight }
        #expect([0, 1.99, 2, 4.99, 5, 9.99].map { tree.index(at: $0) } == [0, 0, 2, 2, 4, 4])
        // Where rounding has moved a value to the end of the range.
        #expect(tree.index(at: 10) == 4)
    }
}

@Suite struct PriorityTests {
    private let errors: [Float] = [0.1, 0.2, 0.4, 0.8, 1.6]

    private func priorities(alpha: Double) -> Priorities {
        var priorities = Priorities(capacity: 5, alpha: alpha)
        for index in 0..<5 { priorities.added(at: index) }
        priorities.update(Array(0..<5), errors: errors)
        return priorities
    }

    @Test("What was predicted worse is drawn more often, as the errors to the power of alpha", arguments: [0, 0.5, 1])
    func probabilities(alpha: Double) {
        let powers = errors.map { alpha == 0 ? 1 : alpha == 1 ? Double($0) : Double($0).squareRoot() }
        let priorities = priorities(alpha: alpha)
        for index in 0..<5 {
            #expect(abs(priorities.probability(at: index) - powers[index] / powers.reduce(0, +)) < 1e-5)
        }
    }

    @Test("The draws have these probabilities")
    func draws() {
        let priorities = priorities(alpha: 1)
        var generator = PCG64(seed: 3)
        var counts = [Double](repeating: 0, count: 5)
        for _ in 0..<2_000 { for index in priorities.indices(32, using: &generator) { counts[index] += 1 } }
        for index in 0..<5 {
            let expected = 64_000 * priorities.probability(at: index)
            #expect(abs(counts[index] - expected) < 4 * expected.squareRoot())
        }
    }

    @Test("The weights take the bias of the draws back: every sample counts the same in the mean")
    func weights() {
        let priorities = priorities(alpha: 1)
        let weights = priorities.weights(Array(0..<5), count: 5, beta: 1)
        #expect(weights.max() == 1)
        let products = (0..<5).map { Double(weights[$0]) * priorities.probability(at: $0) }
        for product in products { #expect(abs(product - products[0]) < 1e-6) }
        #expect(priorities.weights(Array(0..<5), count: 5, beta: 0) == [1, 1, 1, 1, 1])
    }

    @Test("A new experience has the highest priority so far, and an error that is not a number changes nothing")
    func newest() {
        var priorities = priorities(alpha: 1)
        priorities.added(at: 0)
        #expect(priorities.probability(at: 0) == priorities.probability(at: 4))
        let before = priorities.probability(at: 1)
        priorities.update([1], errors: [.nan])
        #expect(priorities.probability(at: 1) == before)
    }
}

@Suite struct StepGathererTests {
    private func add(
        _ gatherer: inout StepGatherer<Int>,
        _ state: Int,
        reward: Double,
        terminated: Bool = false,
        truncated: Bool = false
    ) -> [Experience<Int>] {
        gatherer.add(
            state,
            action: 0,
            reward: reward,
            next: state + 1,
            terminated: terminated,
            truncated: truncated
        )
    }

    @Test("One step each: the reward, and the discount of what comes next")
    func single() {
        var gatherer = StepGatherer<Int>(length: 1, discount: 0.9)
        let first = add(&gatherer, 0, reward: -1)
        #expect(first.map(\.discountedReturn) == [-1])
        #expect(first.map(\.discount) == [0.9])
        #expect(first.map(\.next) == [1])
    }

    @Test("Three steps each: discounted rewards, and the state three steps on")
    func several() {
        var gatherer = StepGatherer<Int>(length: 3, discount: 0.5)
        #expect(add(&gatherer, 0, reward: 1).isEmpty)
        #expect(add(&gatherer, 1, reward: 2).isEmpty)
        let third = add(&gatherer, 2, reward: 4)
        #expect(third.map(\.observation) == [0])
        #expect(third.map(\.discountedReturn) == [3])  // 1 + 0.5 x 2 + 0.25 x 4
        #expect(third.map(\.discount) == [0.125])
        #expect(third.map(\.next) == [3])
    }

    @Test("At a terminal step all that is pending ends, and nothing beyond counts")
    func terminated() {
        var gatherer = StepGatherer<Int>(length: 3, discount: 0.5)
        _ = add(&gatherer, 0, reward: 1)
        let last = add(&gatherer, 1, reward: 2, terminated: true)
        #expect(last.map(\.discountedReturn) == [2, 2])
        #expect(last.map(\.discount) == [0, 0])
        #expect(add(&gatherer, 5, reward: 1).isEmpty)
    }

    @Test("A limit cuts off, and the value of where it cut counts, as much as its steps leave of it")
    func truncated() {
        var gatherer = StepGatherer<Int>(length: 3, discount: 0.5)
        _ = add(&gatherer, 0, reward: 1)
        let last = add(&gatherer, 1, reward: 2, truncated: true)
        #expect(last.map(\.discountedReturn) == [2, 2])
        #expect(last.map(\.discount) == [0.25, 0.5])
        #expect(last.map(\.next) == [2, 2])
    }

    @Test("A step that is terminal and at the limit is terminal")
    func both() {
        var gatherer = StepGatherer<Int>(length: 1, discount: 0.5)
        #expect(add(&gatherer, 0, reward: 20, terminated: true, truncated: true).map(\.discount) == [0])
    }
}
