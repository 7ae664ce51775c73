import HeadroomCore
import HeadroomDevices
import HeadroomEvents

/// What the devices and the machine did while a trial was measured.
extension TrialRecorder {
    /// Fills in what was read of the devices that the training used.
    ///
    /// - Parameter histories: what the sampler read; the machine itself is among it.
    func fill(_ trial: inout MeasuredTrial, from histories: [DeviceHistory], in window: ClosedRange<Double>) {
        if let machine = histories.first(where: { $0.description.kind == .cpu }) {
            trial.host = HostUse(machine, in: window)
            trial.hostUtilization = machine.distribution(of: .utilization, in: window)
        }
        let used = usedDevices(among: histories, in: window)
        if plan.isOnlyWatched { trial.timeline = timeline(until: startedAt + trial.wallSeconds, devices: used) }
        trial.devices = used.map { history in
            var use = DeviceUse(history, in: window, ownProcess: isOwn)
            // From inside a container the driver's process ids are those of another namespace: which are ours is not known.
            if history.description.kind != .cpu, !history.seenProcesses.values.contains(where: isOwn) {
                use.otherProcesses = nil
            }
            return use
        }
    }

    func isOwn(_ process: DeviceProcess) -> Bool {
        guard let processId else { return false }
        return process.processId == processId || process.ancestors.contains(processId)
    }

    /// The devices that the training uses: those its processes are on, where that can be seen; else the one that it
    /// names; else those whose memory grew with it; else the CPU.
    func usedDevices(among histories: [DeviceHistory], in window: ClosedRange<Double>) -> [DeviceHistory] {
        let gpus = histories.filter { $0.description.kind != .cpu }
        let cpu = histories.filter { $0.description.kind == .cpu }
        if hello?.device == "cpu" { return cpu }
        let occupied = gpus.filter { $0.seenProcesses.values.contains(where: isOwn) }
        if !occupied.isEmpty { return occupied }
        let trainers = gpus.filter { DeviceSet.isTrainer($0.description) }
        if let name = hello?.device, hello?.worldSize ?? 1 == 1, let named = device(named: name, among: trainers) {
            return [named]
        }
        let grown = trainers.filter { grew($0, by: window) }
        return grown.isEmpty ? cpu : grown
    }

    /// The device that a framework's words mean.
    ///
    /// `cuda:1` counts those that the training sees; one that only says that it has a GPU can mean no other than the only
    /// one there is.
    func device(named name: String, among histories: [DeviceHistory]) -> DeviceHistory? {
        let trainers = histories.filter { DeviceSet.isTrainer($0.description) }
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
            let before = history.first(.memoryUsedBytes, since: startedAt)
        else { return false }
        return peak - before >= Self.leastGrowthBytes
    }
}
