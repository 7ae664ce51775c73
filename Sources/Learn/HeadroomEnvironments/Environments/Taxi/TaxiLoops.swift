/// The loops of `TaxiVector`, specialized for a dry and a rainy road, where the width is a compile-time constant.
extension TaxiVector {
    /// Takes `steps` random actions in every taxi and returns the totals.
    ///
    /// Resets and the step limit are as in `step`; an action draws one random number, rain and a reset one more each.
    public mutating func driveRandomly(steps: Int) -> VectorTotals {
        let (packed, maximumSteps) = (self.packed, self.maximumSteps)
        return packed.withTables { tables in
            lanes.withUnsafeMutableBufferPointer { lanes in
                switch packed.width {
                case 1: Self.drive(steps, lanes, packed, tables, maximumSteps, &random, width: 1)
                case 3: Self.drive(steps, lanes, packed, tables, maximumSteps, &random, width: 3)
                case let width: Self.drive(steps, lanes, packed, tables, maximumSteps, &random, width: width)
                }
            }
        }
    }

    @inline(__always)
    private static func drive(
        _ steps: Int,
        _ lanes: UnsafeMutableBufferPointer<UInt32>,
        _ packed: PackedTransitionTable,
        _ tables: PackedTransitionTable.Tables,
        _ maximumSteps: Int,
        _ generator: inout FastGenerator,
        width: Int
    ) -> VectorTotals {
        var random = generator
        var totals = VectorTotals()
        for _ in 0..<max(0, steps) {
            for lane in 0..<lanes.count {
                let action = UInt32(truncatingIfNeeded: ((random.next() >> 32) &* 6) >> 32)
                let index = tables.outcome(lanes[lane], action, &random, width: width)
                var moved = lanes[lane] &+ tables.changes[index]
                totals.reward &+= Int(tables.rewards[index])
                if PackedTransitionTable.isOver(moved) {
                    totals.episodes &+= 1
                    if PackedTransitionTable.ends(moved) { totals.terminations &+= 1 }
                    moved = packed.start(at: random.next(), steps: maximumSteps)
                }
                lanes[lane] = moved
            }
        }
        totals.transitions = max(0, steps) * lanes.count
        generator = random
        return totals
    }

    mutating func move(_ actions: UnsafeBufferPointer<Int32>, _ result: VectorStep.Buffers) {
        let (packed, maximumSteps) = (self.packed, self.maximumSteps)
        packed.withTables { tables in
            lanes.withUnsafeMutableBufferPointer { lanes in
                switch packed.width {
                case 1: Self.move(actions, result, lanes, packed, tables, maximumSteps, &random, width: 1)
                case 3: Self.move(actions, result, lanes, packed, tables, maximumSteps, &random, width: 3)
                case let width: Self.move(actions, result, lanes, packed, tables, maximumSteps, &random, width: width)
                }
            }
        }
    }

    @inline(__always)
    private static func move(
        _ actions: UnsafeBufferPointer<Int32>,
        _ result: VectorStep.Buffers,
        _ lanes: UnsafeMutableBufferPointer<UInt32>,
        _ packed: PackedTransitionTable,
        _ tables: PackedTransitionTable.Tables,
        _ maximumSteps: Int,
        _ generator: inout FastGenerator,
        width: Int
    ) {
        var random = generator
        for lane in 0..<lanes.count {
            let index = tables.outcome(lanes[lane], UInt32(truncatingIfNeeded: actions[lane]), &random, width: width)
            var moved = lanes[lane] &+ tables.changes[index]
            let seen = packed.observation(moved)
            result.rewards[lane] = Float(tables.rewards[index])
            result.terminated[lane] = PackedTransitionTable.ends(moved)
            result.truncated[lane] = PackedTransitionTable.isCutOff(moved)
            result.nextObservations[lane] = seen
            result.observations[lane] = seen
            if PackedTransitionTable.isOver(moved) {
                moved = packed.start(at: random.next(), steps: maximumSteps)
                result.observations[lane] = packed.observation(moved)
            }
            lanes[lane] = moved
        }
        generator = random
    }
}
