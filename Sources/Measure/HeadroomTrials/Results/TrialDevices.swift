import HeadroomCore
import HeadroomDevices
import HeadroomEvents

/// Devices that a trial uses, among those that are sampled.
struct TrialDevices {
    let trial: TrialRecorder
    /// Readings of all devices, including the host.
    let histories: [DeviceHistory]

    var machine: DeviceHistory? { histories.first { $0.description.kind == .cpu } }

    /// Devices that the training uses: those with its processes, if these are visible; otherwise the one that it names;
    /// otherwise those whose memory grew with it; otherwise the CPU.
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

    /// Results of devices in a window.
    func figures(of used: [DeviceHistory], in window: ClosedRange<Double>) -> [DeviceUse] {
        used.map { history in
            var use = DeviceUse(history, in: window, ownProcess: isOwn)
            // Inside a container the driver's process IDs are those of another namespace and cannot be matched.
            if history.description.kind != .cpu, !history.seenProcesses.values.contains(where: isOwn) {
                use.otherProcesses = nil
            }
            return use
        }
    }

    /// Whether a process on a device belongs to the trial.
    func isOwn(_ process: DeviceProcess) -> Bool {
        guard let processId = trial.supervisor.processId else { return false }
        return process.processId == processId || process.ancestors.contains(processId)
    }

    /// Devices that can train, except the CPU.
    var trainers: [DeviceHistory] { histories.filter { DeviceSet.isTrainingDevice($0.description) } }

    /// Device for a framework's name.
    ///
    /// `cuda:1` is an index among the devices visible to the training; if it only reports that it has a GPU, the device
    /// is known only if there is exactly one.
    func named(_ name: String) -> DeviceHistory? {
        let trainers = trainers
        if trainers.count == 1 { return trainers[0] }
        guard let colon = name.lastIndex(of: ":"), let number = Int(name[name.index(after: colon)...]) else {
            return nil
        }
        return trainers.indices.contains(number) ? trainers[number] : nil
    }

    /// Minimum memory growth of a device in training, above the driver's own fluctuations.
    private static let leastGrowthBytes = 64.0 * 1_048_576

    private func grew(_ history: DeviceHistory, by window: ClosedRange<Double>) -> Bool {
        guard let peak = history.highest(.memoryUsedBytes, in: window),
            let before = history.first(.memoryUsedBytes, since: trial.startedAt)
        else { return false }
        return peak - before >= Self.leastGrowthBytes
    }
}
