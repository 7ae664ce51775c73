package import HeadroomSchema

/// Scheduling figures of the busy threads in the measured window, of the process that has the most of them.
///
/// A thread is busy that was on a CPU, or ready and waiting for one, at least half of the time (docs/metrics.md).
package struct ThreadUse: Codable, Equatable, Sendable {
    /// OpenMP's wait policy at a barrier: spinning on a CPU (active) or sleeping (passive).
    package enum WaitPolicy: String, Codable, Sendable {
        case active, passive
    }

    /// The runtime of OpenMP that a process has loaded: libgomp, or libomp and Intel's libiomp5.
    package enum OpenMP: String, Codable, Sendable {
        case gnu, llvm
    }

    /// The mean number of busy threads.
    package var busyThreads: Double
    /// The share of their time that they were ready and had no CPU.
    package var cpuWaitRatio: Double
    /// Involuntary context switches of a thread, a second: preemptions.
    package var involuntarySwitchesPerSecond: Double
    /// Voluntary context switches of a thread, a second: it goes to sleep.
    package var voluntarySwitchesPerSecond: Double
    /// The share of voluntary ones among the switches of the threads beside the first of the process, which waits for much
    /// else, as for its data; null where no other was busy.
    @Nullable package var voluntaryWorkerRatio: Double?
    /// Null where the process has loaded none, or two threads were never busy together.
    @Nullable package var openMP: OpenMP?
    /// The wait policy of the environment (OMP_WAIT_POLICY, GOMP_SPINCOUNT, KMP_BLOCKTIME); null for the default of the
    /// runtime.
    @Nullable package var waitPolicy: WaitPolicy?

    package init(
        busyThreads: Double,
        cpuWaitRatio: Double,
        involuntarySwitchesPerSecond: Double,
        voluntarySwitchesPerSecond: Double,
        voluntaryWorkerRatio: Double?,
        openMP: OpenMP?,
        waitPolicy: WaitPolicy?
    ) {
        self.busyThreads = busyThreads
        self.cpuWaitRatio = cpuWaitRatio
        self.involuntarySwitchesPerSecond = involuntarySwitchesPerSecond
        self.voluntarySwitchesPerSecond = voluntarySwitchesPerSecond
        self.voluntaryWorkerRatio = voluntaryWorkerRatio
        self.openMP = openMP
        self.waitPolicy = waitPolicy
    }

    /// CPUs that the threads were on, on average.
    package var busyCPUs: Double { busyThreads * (1 - cpuWaitRatio) }
}

/// The step time and speedup of a second run with OMP_WAIT_POLICY=passive.
package struct PassiveWaiting: Codable, Equatable, Sendable {
    /// The mean step time with its 95 % interval.
    package var stepSeconds: Interval
    /// The throughput over that of the first run, with its 95 % interval.
    package var speedup: Interval

    package init(stepSeconds: Interval, speedup: Interval) {
        self.stepSeconds = stepSeconds
        self.speedup = speedup
    }
}
