import Glibc
package import HeadroomCore
import HeadroomSystem
import Synchronization

/// Sampler: reads every device periodically on a dedicated thread, and keeps the readings in bounded memory.
///
/// Sampler and training never wait for each other: consumers copy the readings.
package final class Sampler: Sendable {
    /// Cost of the sampler itself.
    package struct Cost: Equatable, Sendable {
        package var processorSeconds = 0.0
        package var wallSeconds = 0.0
        package var rounds = 0
        /// Rounds that took longer than the interval.
        package var lateRounds = 0

        /// Warning if late rounds are so frequent that short trials have gaps; otherwise nil.
        package var lateness: String? {
            guard lateRounds > 10, lateRounds * 20 > rounds else { return nil }
            return
                "\(lateRounds) of \(rounds) rounds of reading the devices took longer than a tenth of a second, so that "
                + "readings are missing: drivers were slow to answer"
        }
    }

    private struct State {
        var histories: [DeviceHistory] = []
        var driverVersion: String?
        var problems: [DeviceProblem] = []
        var isOpen = false
        var isStopped = false
        var cost = Cost()
    }

    package static let intervalSeconds = 0.1

    private let state = Mutex(State())
    private let recording: RecordingFile?

    /// Starts the thread.
    ///
    /// - Parameters:
    ///   - recording: file to which all readings are also written.
    ///   - open: opens the devices; called on the sampler's thread, since a driver may take seconds to answer.
    package init(
        recording: RecordingFile? = nil,
        open: @escaping @Sendable () -> DeviceSet
    ) {
        self.recording = recording
        Thread.start { [weak self] in
            let devices = open()
            self?.state.withLock { state in
                state.histories = devices.sources.map { DeviceHistory($0.description) }
                state.driverVersion = devices.driverVersion
                state.problems = devices.problems
                state.isOpen = true
            }
            for source in devices.sources { self?.record(source.description.id, .description(source.description)) }
            let started = MonotonicClock.seconds()
            var next = started
            while let self, !self.isStopped {
                self.round(devices.sources, at: MonotonicClock.seconds(), since: started)
                next = self.sleep(after: next)
            }
        }
    }

    deinit { stop() }

    package func stop() {
        state.withLock { $0.isStopped = true }
    }

    private var isStopped: Bool { state.withLock { $0.isStopped } }

    // MARK: Thread

    private func round(_ sources: [any DeviceSource], at start: Double, since started: Double) {
        for (index, source) in sources.enumerated() {
            var readings: [Reading] = []
            source.read(at: MonotonicClock.seconds(), into: &readings)
            let before = state.withLock { state in
                let before = (state.histories[index].description, state.histories[index].processes)
                for reading in readings { state.histories[index].append(reading) }
                state.histories[index].description = source.description
                state.histories[index].processes = source.processes
                return before
            }
            guard recording != nil else { continue }
            let id = source.description.id
            if source.description != before.0 { record(id, .description(source.description)) }
            if source.processes != before.1 { record(id, .processes(source.processes)) }
            if !readings.isEmpty { record(id, .readings(readings)) }
        }
        let processor = WallClock.seconds(CLOCK_THREAD_CPUTIME_ID)
        state.withLock { state in
            state.cost.rounds += 1
            state.cost.processorSeconds = processor
            state.cost.wallSeconds = MonotonicClock.seconds() - started
        }
    }

    private func record(_ device: String, _ content: DeviceLine.Content) {
        guard let recording else { return }
        DeviceLine(device, at: MonotonicClock.seconds(), content).append(to: recording)
    }

    /// Sleeps until the next point of the grid and returns its time; a round that took too long skips points.
    private func sleep(after last: Double) -> Double {
        var next = last + Self.intervalSeconds
        let now = MonotonicClock.seconds()
        if now > next {
            state.withLock { $0.cost.lateRounds += 1 }
            next += ((now - next) / Self.intervalSeconds).rounded(.up) * Self.intervalSeconds
        }
        var time = timespec(tv_sec: Int(next), tv_nsec: Int((next - next.rounded(.down)) * 1e9))
        while clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nil) == EINTR {}
        return next
    }

    // MARK: Readings

    /// Waits until the devices are open, which takes time if a driver is idle.
    ///
    /// - Returns: false if it took longer than `seconds`; devices that open later are still read.
    @discardableResult
    package func waitUntilOpen(seconds: Double = 20) -> Bool {
        let deadline = MonotonicClock.seconds() + seconds
        while !state.withLock({ $0.isOpen }) {
            guard MonotonicClock.seconds() < deadline else { return false }
            usleep(1000)
        }
        return true
    }

    /// Readings of each device so far, with the machine first.
    package func histories() -> [DeviceHistory] { state.withLock { $0.histories } }

    package var devices: [DeviceDescription] { state.withLock { $0.histories.map(\.description) } }

    package var driverVersion: String? { state.withLock { $0.driverVersion } }

    package var problems: [DeviceProblem] { state.withLock { $0.problems } }

    package var cost: Cost { state.withLock { $0.cost } }

    /// Discards readings before a time, so that later ones are kept at full resolution.
    package func forget(before time: Double) {
        state.withLock { state in
            for index in state.histories.indices { state.histories[index].forget(before: time) }
        }
    }
}
