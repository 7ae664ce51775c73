import HeadroomSweep
import Testing

@Suite struct BatchSizeWalkTests {
    private func sizes(_ walk: BatchSizeWalk, samples: Int) -> [Int] {
        Array(
            sequence(state: Int?.none) { last in
                last = walk.next(after: last, trainingSamples: samples)
                return last
            }
        )
    }

    @Test func doublingsAreVisited() {
        #expect(sizes(BatchSizeWalk(asked: nil), samples: 70) == [1, 2, 4, 8, 16, 32, 64])
        #expect(sizes(BatchSizeWalk(asked: nil, through: 64), samples: 70) == [1, 2, 4, 8, 16, 32, 64])
    }

    /// A baseline that is not a power of two is measured itself, with its halves and doubles.
    @Test func theyGoThroughTheBatchSizeOfToday() {
        #expect(sizes(BatchSizeWalk(asked: nil, through: 48), samples: 400) == [1, 3, 6, 12, 24, 48, 96, 192, 384])
        #expect(sizes(BatchSizeWalk(asked: nil, through: 100), samples: 210) == [1, 3, 6, 12, 25, 50, 100, 200])
    }

    @Test func othersAreVisitedOnTheWay() {
        let walk = BatchSizeWalk(asked: nil, through: 8, and: [20, 4, 100])
        #expect(sizes(walk, samples: 100) == [1, 2, 4, 8, 16, 20, 32, 64, 100])
    }

    @Test func whatIsAskedForIsAllThatIsVisited() {
        #expect(sizes(BatchSizeWalk(asked: [5, 50, 500], through: 64, and: [7]), samples: 100) == [5, 50])
    }
}
