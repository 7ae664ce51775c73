import HeadroomCore
import HeadroomDevices
import HeadroomEvents

/// The devices that a trial uses, among those that are read.
struct TrialDevices {
    let trial: TrialRecorder
    /// Readings of all devices; the machine itself is among them.
    let histories: [DeviceHistory]

    var machine: DeviceHistory? { histories.first { $0.description.kind == .cpu } }

    /// The devices that the training uses: those its processes are on, where that can be seen; else the one that it
    /// names; else those whose memory grew with it; else the CPU.
    func used(in window: ClosedRange<Double>) -> [DeviceHistory] {
        let gpus = histories.filter { $0.description.kind != .cpu }
        let cpu = histories.filter { $0.description.kind == .cpu }
        if trial.hello?.device == "cpu" { return cpu }
        let occupied = gpus.filter { $0.seenProcesses.values.contains(where: isOwn) }
        if !occupied.isEmpty { return occupied }
        if let name = trial.hello?.device, trial.hello?.worldSize ?? 1 == 1, let named = named(name) { return [named] }
        let grown = trainers.filter { grew($0, by: window) }
        return grown.isEmpty ? cpu : grown
    }

    /// The figures of devices in a window.
    func figures(of used: [DeviceHistory], in window: ClosedRange<Double>) -> [DeviceUse] {
        used.map { history in
            var use = DeviceUse(history, in: window, ownProcess: isOwn)
            // From inside a container the driver's process ids are those of another namespace: which are ours is not known.
            if history.description.kind != .cpu, !history.seenProcesses.values.contains(where: isOwn) {
                use.otherProcesses = nil
            }
            return use
        }
    }

    /// Whether a process on a device is one of the trial.
    func isOwn(_ process: DeviceProcess) -> Bool {
        guard let processId = trial.supervisor.processId else { return false }
        return process.processId == processId || process.ancestors.contains(processId)
    }

    /// The devices that can train, beside the CPU.
    var trainers: [DeviceHistory] { histories.filter { DeviceSet.isTrainingDevice($0.description) } }

    /// The device that a framework's name means.
    ///
    /// `cuda:1` counts those that the training sees; one that only reports that it has a GPU can mean no other than the
    /// only one there is.
    func named(_ name: String) -> DeviceHistory? {
        let trainers = trainers
        if trainers.count == 1 { return trainers[0] }
        guard let colon = name.lastIndex(of: ":"), let number = Int(name[name.index(after: colon)...]) else {
            return nil
        }
        return trainers.indices.contains(number) ? trainers[number] : nil
    }

    /// A training that has a device takes more of its memory than the driver's own ups and downs.
    private static let leastGrowthBytes = 64.0 * 1_048_576

    private func grew(_ history: DeviceHistory, by window: ClosedRange<Double>) -> Bool {
        guard let peak = history.highest(.memoryUsedBytes, in: window),
            let before = history.first(.memoryUsedBytes, since: trial.startedAt)
        else { return false }
        return peak - before >= Self.leastGrowthBytes
    }
}
