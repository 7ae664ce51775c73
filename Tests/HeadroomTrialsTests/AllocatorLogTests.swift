import HeadroomEvents
import HeadroomTrials
import Testing

@Suite struct AllocatorLogTests {
    private func event(
        allocated: Int? = nil,
        reserved: Int? = nil,
        fragmented: Int? = nil,
        capacity: Int? = nil
    ) -> MemoryEvent {
        var event = MemoryEvent(step: 1, device: "cuda:0")
        event.allocatedBytes = allocated
        event.reservedBytes = reserved
        event.fragmentedBytes = fragmented
        event.capacityBytes = capacity
        return event
    }

    private let place = AllocatorLog.Place(connection: 1, device: "cuda:0")

    private func peaks(_ events: [MemoryEvent], evaluatedFrom: Int = .max) -> AllocatorLog.Peaks? {
        var log = AllocatorLog()
        for (index, event) in events.enumerated() {
            log.record(event, at: place, isEvaluated: index >= evaluatedFrom)
        }
        return log.peaks[place]
    }

    @Test func whatIsNeededIsAtMostWhatIsHeld() {
        #expect(peaks([event(allocated: 100, reserved: 150, fragmented: 20)])?.neededBytes == 120)
        #expect(peaks([event(allocated: 100, reserved: 110, fragmented: 20)])?.neededBytes == 110)
        #expect(peaks([event(allocated: 100, reserved: 150)])?.neededBytes == 150)
        #expect(peaks([event(allocated: 100)])?.neededBytes == 100)
        #expect(peaks([event(reserved: 150)])?.neededBytes == 150)
    }

    @Test func peaksOnlyRiseAndTheCapacityIsTheLast() {
        let known = peaks([
            event(allocated: 100, capacity: 900), event(allocated: 80, capacity: 700), event(allocated: 90),
        ])
        #expect(known?.allocatedBytes == 100 && known?.capacityBytes == 700)
    }

    @Test func thePeakOfTheStepsIsThatBeforeTheFirstEvaluation() {
        let known = peaks([event(allocated: 100), event(allocated: 300)], evaluatedFrom: 1)
        #expect(known?.stepsBytes == 100 && known?.neededBytes == 300)
    }

    @Test func figuresThatNoDeviceHasArePassedOver() {
        #expect(peaks([event(allocated: -1)]) == nil)
        #expect(peaks([event(allocated: .max)]) == nil)
        #expect(peaks([event(allocated: 100), event(allocated: 100, capacity: .max)])?.capacityBytes == nil)
    }

    @Test func aDeviceOfEachProcessIsItsOwn() {
        var log = AllocatorLog()
        log.record(event(allocated: 100), at: place, isEvaluated: false)
        log.record(
            event(allocated: 200),
            at: AllocatorLog.Place(connection: 2, device: "cuda:0"),
            isEvaluated: false
        )
        #expect(log.peaks.values.compactMap(\.neededBytes).sorted() == [100, 200])
    }
}
