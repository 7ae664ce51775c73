package import FoundationEssentials
package import HeadroomCore
package import HeadroomDevices
import HeadroomEvents

/// Run from a recording: all events and readings, from which its results are recomputed.
package struct RecordedRun: Sendable {
    package static let schema = "headroom.recording/1"

    /// Metadata of the recording.
    package struct Header: Codable, Equatable, Sendable {
        package var id: String
        package var startedAt: String
        package var command: [String]
        package var workload: String?

        package init(id: String, startedAt: String, command: [String], workload: String?) {
            self.id = id
            self.startedAt = startedAt
            self.command = command
            self.workload = workload
        }
    }

    package let header: Header
    package let machine: SweepDocument.Machine
    package let result: TrialResult
    /// Cost of watching; nil where the recording is incomplete.
    package let observer: SweepDocument.Observer?
    /// Whether the recording ends before the end of the run.
    package let isBroken: Bool
    /// Notes for the user about the recording itself.
    package let notes: [String]

    /// Whether a file begins like a recording.
    package static func isRecording(_ data: Data) -> Bool {
        String(decoding: data.prefix(64), as: UTF8.self).contains("\"recording\"") && data.first == UInt8(ascii: "{")
    }

    /// Reads a recording, and recomputes the results of its run.
    ///
    /// An incomplete recording, because its writer was killed or the disk was full, is used as far as it goes.
    package init(_ data: Data, name: String) throws(RecordingError) {
        let content = try Content(data, name: name)
        guard let start = content.start, let machine = content.machine else {
            throw RecordingError("the recording \(name) ends before its run began")
        }
        var recorder = TrialRecorder(
            plan: start.plan(command: content.header.command),
            startedAt: start.startedAt
        )
        for line in content.heard {
            switch line {
            case .message(let message): recorder.record(message)
            case .report(let report): recorder.record(report)
            case .run, .machine, .trial, .workingSet, .cachedBatch, .passiveWaiting, .end, .observer: break
            }
        }
        var notes: [String] = []
        if content.invalidLines > 0 { notes.append("\(content.invalidLines) lines of the recording could not be read") }
        if content.end == nil {
            notes.append("the recording breaks off before its run ended: the figures cover what it holds")
        }
        let broken = TrialEnd(at: content.lastAt, verdict: nil, outOfMemory: nil, lastLines: [])
        do {
            var result =
                try content.end.map { try TrialResult.final(recorder, end: $0, histories: content.histories) }
                ?? TrialResult(of: recorder, end: broken, histories: content.histories)
            result.trial.workingSet = content.workingSet
            result.trial.cachedBatchStepSeconds = content.cachedBatch?.stepSeconds
            result.trial.passiveWaiting = content.passiveWaiting
            self.result = result
        } catch {
            throw RecordingError("nothing follows from the recording \(name): \(error)")
        }
        header = content.header
        observer = content.observer
        isBroken = content.end == nil
        self.machine = machine
        self.notes = notes
    }

    /// Device histories of a recording, for playback.
    package static func devices(
        in data: Data,
        name: String
    ) throws(RecordingError) -> (lines: [DeviceLine], machine: SweepDocument.Machine) {
        let content = try Content(data, name: name)
        guard !content.devices.isEmpty, let machine = content.machine else {
            throw RecordingError("the recording \(name) holds no device, or does not say of which machine")
        }
        return (content.devices, machine)
    }
}

/// Lines of a recording, grouped by subject.
private struct Content {
    var header: RecordedRun.Header
    var machine: SweepDocument.Machine?
    var start: TrialStart?
    var heard: [TrialLine] = []
    var devices: [DeviceLine] = []
    var histories: [DeviceHistory] = []
    var workingSet: WorkingSet?
    var cachedBatch: CachedBatch?
    var passiveWaiting: PassiveWaiting?
    var end: TrialEnd?
    var observer: SweepDocument.Observer?
    var lastAt = 0.0
    var invalidLines = 0

    init(_ data: Data, name: String) throws(RecordingError) {
        var lines = data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: true)[...]
        let decoder = JSONDecoder()
        guard RecordedRun.isRecording(data), let first = lines.popFirst() else {
            throw RecordingError("\(name) is not a recording that --record wrote")
        }
        guard let version = try? decoder.decode(Version.self, from: first), version.recording == RecordedRun.schema,
            case .run(let header)? = try? decoder.decode(TrialLine.self, from: first)
        else {
            throw RecordingError(
                "the recording \(name) is of another version than \(RecordedRun.schema)"
            )
        }
        self.header = header
        // The last line is incomplete if the recording was cut off while it was written.
        let isCut = data.last != UInt8(ascii: "\n")
        for line in lines {
            if let device = try? decoder.decode(DeviceLine.self, from: line) {
                if end == nil { take(device) }
            } else if let line = try? decoder.decode(TrialLine.self, from: line) {
                take(line)
            } else if !isCut || line.endIndex != lines.last?.endIndex, line.first != UInt8(ascii: "{") {
                // Unknown JSON lines are from later versions, and do not count.
                invalidLines += 1
            }
        }
    }

    private struct Version: Decodable { var recording: String }

    private mutating func take(_ line: DeviceLine) {
        devices.append(line)
        lastAt = max(lastAt, line.at)
        var index = histories.firstIndex { $0.description.id == line.device }
        if index == nil, case .description(let description) = line.content {
            index = histories.endIndex
            histories.append(DeviceHistory(description))
        }
        guard let index else { return }
        switch line.content {
        case .description(let description): histories[index].description = description
        case .readings(let readings): for reading in readings { histories[index].append(reading) }
        case .processes(let processes): histories[index].processes = processes
        }
    }

    private mutating func take(_ line: TrialLine) {
        switch line {
        case .run: break
        case .machine(let machine):
            guard (0.001...1e6).contains(machine.usableCPUs), (1...1_048_576).contains(machine.logicalCPUs) else {
                return invalidLines += 1
            }
            self.machine = machine
        case .trial(let start):
            guard DeviceLine.isTime(start.startedAt), (0.001...1e6).contains(start.usableCPUs) else {
                return invalidLines += 1
            }
            self.start = start
            lastAt = max(lastAt, start.startedAt)
            for index in histories.indices { histories[index].forget(before: start.startedAt - 1) }
        case .message(let message):
            if case .event(.step(let step), _) = message { lastAt = max(lastAt, step.at) }
            heard.append(line)
        case .report: heard.append(line)
        case .workingSet(let found): workingSet = found
        case .cachedBatch(let cached): cachedBatch = cached
        case .passiveWaiting(let passive): passiveWaiting = passive
        case .end(let end): self.end = end
        case .observer(let observer): self.observer = observer
        }
    }
}
