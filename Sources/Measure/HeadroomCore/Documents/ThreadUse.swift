package import HeadroomSchema

/// Scheduling figures of the busy threads in the measured window, for the process with the most busy threads.
///
/// A thread is busy that was on a CPU, or ready and waiting for one, at least half of the time (docs/metrics.md).
package struct ThreadUse: Codable, Equatable, Sendable {
    /// OpenMP's wait policy at a barrier: spinning on a CPU (active) or sleeping (passive).
    package enum WaitPolicy: String, Codable, Sendable {
        case active, passive
    }

    /// The OpenMP runtime of a process: libgomp, or libomp and Intel's libiomp5.
    package enum OpenMP: String, Codable, Sendable {
        case gnu, llvm
    }

    /// Mean number of busy threads.
    package var busyThreads: Double
    /// Share of their time in which the threads were runnable without a CPU.
    package var cpuWaitRatio: Double
    /// Involuntary context switches per thread and second: preemptions.
    package var involuntarySwitchesPerSecond: Double
    /// Voluntary context switches per thread and second: the thread goes to sleep.
    package var voluntarySwitchesPerSecond: Double
    /// Share of voluntary switches among those of all threads but the first of the process, which also waits for other
    /// things, such as data; null where no other thread was busy.
    @Nullable package var voluntaryWorkerRatio: Double?
    /// Null where the process has loaded no runtime, or two threads were never busy together.
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

    /// Mean number of CPUs that the threads ran on.
    package var busyCPUs: Double { busyThreads * (1 - cpuWaitRatio) }
}

/// The step time and speedup of a second run with OMP_WAIT_POLICY=passive.
package struct PassiveWaiting: Codable, Equatable, Sendable {
    /// Mean step time with its 95 % interval.
    package var stepSeconds: Interval
    /// Throughput over that of the first run, with its 95 % interval.
    package var speedup: Interval

    package init(stepSeconds: Interval, speedup: Interval) {
        self.stepSeconds = stepSeconds
        self.speedup = speedup
    }
}
