import HeadroomCluster
import Testing

/// The table of verdicts, with what a real Slurm answered.
@Suite struct VerdictTests {
    private func verdict(
        _ state: String?,
        exitCode: String = "0:0",
        reason: String = "None",
        hasResult: Bool = false,
        stop: ItemResult.Stop? = nil,
        isCanceled: Bool = false,
        output: [String] = []
    ) -> Verdict {
        let status = state.map {
            JobStatus(
                id: "1",
                state: $0,
                reason: reason,
                nodes: "n1",
                name: "",
                comment: "",
                exitCode: exitCode
            )
        }
        return Verdict(
            hasResult: hasResult,
            stop: stop,
            isCanceled: isCanceled,
            status: status,
            output: output
        )
    }

    @Test(arguments: ["COMPLETED", "FAILED", "OUT_OF_MEMORY", "TIMEOUT", "NODE_FAIL", "CANCELLED", nil])
    func aResultCountsMoreThanAnyState(state: String?) {
        #expect(verdict(state, hasResult: true) == .finished)
    }

    @Test(arguments: ["NODE_FAIL", "BOOT_FAIL", "PREEMPTED", "REVOKED"])
    func whatTheMachineDidIsLost(state: String) {
        #expect(verdict(state) == .lost)
        #expect(verdict(state, stop: .signal) == .lost)
    }

    @Test func memory() {
        #expect(verdict("OUT_OF_MEMORY", exitCode: "0:125") == .outOfMemory)
        #expect(verdict("FAILED", exitCode: "0:125") == .outOfMemory)
        let polled = "slurmstepd: error: StepId=5.batch exceeded memory limit (362713088 > 314572800), being killed"
        #expect(verdict("FAILED", exitCode: "0:9", reason: "JobLaunchFailure", output: [polled]) == .outOfMemory)
        let event = "slurmstepd-n1: error: Detected 1 oom-kill event(s) in StepId=1.batch."
        #expect(verdict(nil, output: [event]) == .outOfMemory)
    }

    @Test func time() {
        #expect(verdict("TIMEOUT") == .timedOut)
        #expect(verdict("DEADLINE") == .timedOut)
        // The node ended in order at the warning.
        #expect(verdict("COMPLETED", stop: .signal) == .timedOut)
        #expect(verdict("FAILED", exitCode: "143:0", stop: .timeLimit) == .timedOut)
    }

    @Test func cancellation() {
        #expect(verdict("CANCELLED", exitCode: "0:15") == .canceled)
        #expect(verdict("FAILED", exitCode: "143:0", stop: .cancellation) == .canceled)
        // Slurm has forgotten the job, and the node has not.
        #expect(verdict(nil, stop: .signal) == .canceled)
        #expect(verdict(nil, stop: .timeLimit) == .timedOut)
        #expect(verdict("COMPLETED", stop: .signal, isCanceled: true) == .canceled)
    }

    @Test(arguments: ["PartitionTimeLimit", "BadConstraints", "InvalidQOS"])
    func whatNeverStartsIsImpossible(reason: String) {
        #expect(verdict("PENDING", reason: reason) == .impossible)
    }

    @Test func whatNobodyExplainsIsLost() {
        #expect(verdict(nil) == .lost)
        #expect(verdict("COMPLETED") == .lost)
        #expect(verdict("FAILED", exitCode: "0:53") == .lost)
        #expect(verdict("FAILED", exitCode: "127:0") == .lost)
        #expect(verdict("PENDING", reason: "launch_failed_requeued_held") == .lost)
    }
}
