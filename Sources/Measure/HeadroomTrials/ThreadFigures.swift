import HeadroomCore

/// What the busy threads of a process tree did in a window.
extension TrialRecorder {
    /// nil where there were no two looks at the threads, in the window or around it.
    func threadUse(from start: Double, to end: Double) -> ThreadUse? {
        let looks = readings.compactMap { reading in reading.threads.map { (at: reading.at, threads: $0) } }
        var used = looks.filter { start...max(start, end) ~= $0.at }
        if used.count < 2 {
            // A window with one look or none has something of what was around it.
            used = [looks.last { $0.at < start }].compactMap(\.self) + used
        }
        if used.count < 2 { used += [looks.first { $0.at > end }].compactMap(\.self) }
        guard used.count >= 2, let first = used.first?.threads, let last = used.last?.threads else { return nil }
        let watched = last.watchedSeconds - first.watchedSeconds
        let busy = last.busySeconds - first.busySeconds
        guard watched > 0, busy > 0 else { return nil }
        let workerSwitches = last.workerSwitches - first.workerSwitches
        let voluntary = last.voluntaryWorkerSwitches - first.voluntaryWorkerSwitches
        return ThreadUse(
            busyThreads: busy / watched,
            cpuWaitRatio: (last.waitingSeconds - first.waitingSeconds) / busy,
            involuntarySwitchesPerSecond: Double(last.involuntarySwitches - first.involuntarySwitches) / busy,
            voluntarySwitchesPerSecond: Double(last.voluntarySwitches - first.voluntarySwitches) / busy,
            voluntaryWorkerRatio: workerSwitches > 0 ? Double(voluntary) / Double(workerSwitches) : nil,
            openMP: last.openMP,
            waitPolicy: last.waitPolicy
        )
    }
}
