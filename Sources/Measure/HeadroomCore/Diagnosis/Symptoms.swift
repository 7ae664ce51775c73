/// What is known of a training where its bottleneck is looked for; nil where it was not measured.
package struct Symptoms: Equatable, Sendable {
    /// Whether a device beside the CPU does the arithmetic.
    package var usesGPU = false
    package var usableCPUs: Double
    package var logicalCPUs: Int
    /// CPUs that were busy with the training, on average.
    package var busyCPUs: Double?
    /// What the framework says that it computes with, in each process.
    package var threads: Int?
    /// Scheduling figures of the busy threads.
    package var threadUse: ThreadUse?
    /// The second run with OMP_WAIT_POLICY=passive, where there was one.
    package var passiveWaiting: PassiveWaiting?
    /// How many processes train together.
    package var processes = 1
    package var batchSize: Int?
    package var stepSeconds: Double?
    package var inputWaitRatio: Double?
    /// What a step takes without any loading, where that was tried.
    package var cachedBatchStepSeconds: Double?
    package var shortSteps: ShortSteps?
    /// The share of a step's time that does not depend on its batch size, by the time law over several batch sizes.
    package var fixedRatio: Interval?
    package var workingSet: WorkingSet?
    package var host: HostUse?
    package var devices: [DeviceUse] = []

    package init(usableCPUs: Double, logicalCPUs: Int) {
        self.usableCPUs = usableCPUs
        self.logicalCPUs = logicalCPUs
    }

    /// The symptoms of one trial.
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

    /// CPUs that other programs kept busy.
    package var otherCPUs: Double? {
        guard let busy = host?.busyCPUs, let own = busyCPUs else { return nil }
        return max(0, busy - own)
    }
}
