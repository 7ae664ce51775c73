/// The figures of a training that the diagnosis uses; nil where not measured.
package struct Symptoms: Equatable, Sendable {
    /// Whether a device other than the CPU computes.
    package var usesGPU = false
    package var usableCPUs: Double
    package var logicalCPUs: Int
    /// Mean number of CPUs that the training kept busy.
    package var busyCPUs: Double?
    /// Number of threads that compute in each process, as reported by the framework.
    package var threads: Int?
    /// Scheduling figures of the busy threads.
    package var threadUse: ThreadUse?
    /// The second run with OMP_WAIT_POLICY=passive, where there was one.
    package var passiveWaiting: PassiveWaiting?
    /// Number of processes that train together.
    package var processes = 1
    package var batchSize: Int?
    package var stepSeconds: Double?
    package var inputWaitRatio: Double?
    /// Step time without data loading, where it was measured.
    package var cachedBatchStepSeconds: Double?
    package var shortSteps: ShortSteps?
    /// The fixed share of the step time, by the time law over several batch sizes.
    package var fixedRatio: Interval?
    package var workingSet: WorkingSet?
    package var host: HostUse?
    package var devices: [DeviceUse] = []

    package init(usableCPUs: Double, logicalCPUs: Int) {
        self.usableCPUs = usableCPUs
        self.logicalCPUs = logicalCPUs
    }

    /// Collects the symptoms of one trial.
    package init(_ trial: MeasuredTrial, on machine: SweepDocument.Machine) {
        self.init(usableCPUs: machine.usableCPUs, logicalCPUs: machine.logicalCPUs)
        usesGPU = trial.devices.contains { $0.kind != .cpu }
        busyCPUs = trial.busyCPUs
        threads = trial.threads
        threadUse = trial.threadUse
        passiveWaiting = trial.passiveWaiting
        processes = trial.processes ?? 1
        batchSize = trial.batchSize
        stepSeconds = trial.stepSeconds?.mean
        inputWaitRatio = trial.inputWaitRatio
        cachedBatchStepSeconds = trial.cachedBatchStepSeconds
        shortSteps = trial.shortSteps
        workingSet = trial.workingSet
        host = trial.host
        devices = trial.devices
    }

    /// Mean number of CPUs that other programs kept busy.
    package var otherCPUs: Double? {
        guard let busy = host?.busyCPUs, let own = busyCPUs else { return nil }
        return max(0, busy - own)
    }
}
