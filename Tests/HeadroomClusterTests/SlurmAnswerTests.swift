import HeadroomCluster
import Testing

/// Answers of a real Slurm 22.05, and of others' reports.
@Suite struct SlurmAnswerTests {
    @Test func theQueueIsRead() {
        let jobs = JobStatus.parse(
            queue: """
                12|RUNNING|None|n1|headroom-abc|057gixrmm9fj4.1
                13|PENDING|Resources||headroom-abc|057gixrmm9fj4.2
                14_[1-3]|PENDING|Priority||other|(null)
                15|COMPLETED|None|n2|a name|with | a bar

                """
        )
        #expect(jobs.map(\.id) == ["12", "13", "14_[1-3]", "15"])
        #expect(jobs.map(\.hasEnded) == [false, false, false, true])
        #expect(jobs[0].comment == "057gixrmm9fj4.1" && jobs[3].comment == "with | a bar")
    }

    @Test func aJobIsRead() throws {
        let text = """
            JobId=5 JobName=headroom-abc UserId=root(0) GroupId=root(0) MCS_label=N/A Priority=1 Nice=0 Account=(null) \
            QOS=(null) JobState=FAILED Reason=NonZeroExitCode Dependency=(null) Requeue=0 Restarts=0 BatchFlag=1 \
            Reboot=0 ExitCode=7:0 RunTime=00:01:05 TimeLimit=00:05:00 NodeList=n1 BatchHost=n1 Comment=k.1
            """
        let job = try #require(JobStatus.parse(job: text))
        #expect(job.state == "FAILED" && job.exitCode == "7:0" && job.runSeconds == 65 && job.nodes == "n1")
        #expect(job.words == "FAILED 7:0 NonZeroExitCode")
        #expect(JobStatus.parse(job: "slurm_load_jobs error: Invalid job id specified") == nil)
    }

    @Test func statesThatLastAndHeldJobs() {
        func job(_ state: String, _ reason: String = "") -> JobStatus {
            JobStatus(id: "1", state: state, reason: reason, nodes: "", name: "", comment: "")
        }
        for state in ["PENDING", "RUNNING", "COMPLETING", "CONFIGURING", "SUSPENDED", "REQUEUED"] {
            #expect(!job(state).hasEnded)
        }
        for state in ["COMPLETED", "FAILED", "TIMEOUT", "NODE_FAIL", "PREEMPTED", "CANCELLED", "OUT_OF_MEMORY"] {
            #expect(job(state).hasEnded)
        }
        #expect(job("PENDING", "launch failed requeued held").isHeldAfterFailure)
        #expect(job("PENDING", "launch_failed_requeued_held").isHeldAfterFailure)
        for reason in ["JobHeldAdmin", "JobHeldUser", "Resources"] {
            #expect(!job("PENDING", reason).isHeldAfterFailure)
        }
    }

    @Test(arguments: [
        "sbatch: error: invalid partition specified: gpu\nsbatch: error: Batch job submission failed: Invalid partition name specified",
        "sbatch: error: Batch job submission failed: Requested node configuration is not available",
        "sbatch: error: Batch job submission failed: Invalid generic resource (gres) specification",
        "sbatch: error: Batch job submission failed: Invalid feature specification",
        "sbatch: error: Memory specification can not be satisfied",
        "sbatch: unrecognized option '--frobnicate=1'",
        "sbatch: error: Batch job submission failed: Invalid account or account/partition combination specified",
        "sbatch: error: Invalid --time specification",
    ])
    func whatCannotBeMetIsImpossible(errors: String) {
        #expect(Refusal(errors: errors).kind == .impossible)
    }

    @Test(arguments: [
        "sbatch: error: Batch job submission failed: Unable to contact slurm controller (connect failure)",
        "sbatch: error: Batch job submission failed: Socket timed out on send/recv operation",
        "sbatch: error: Batch job submission failed: Resource temporarily unavailable",
    ])
    func aControllerThatDoesNotAnswerIsAskedAgain(errors: String) {
        #expect(Refusal(errors: errors).kind == .noAnswer)
    }

    @Test func otherRefusalsAreNeither() {
        #expect(Refusal(errors: "sbatch: error: Batch job submission failed: Access/permission denied").kind == .other)
    }

    @Test(
        arguments: [
            (["SLURM_MEM_PER_NODE": "4000"], 3_716_153_344),
            (["SLURM_MEM_PER_CPU": "1000", "SLURM_CPUS_ON_NODE": "4"], 3_716_153_344),
            (["SLURM_MEM_PER_NODE": "100"], nil), (["SLURM_MEM_PER_CPU": "1000"], nil), ([:], nil),
            (["SLURM_MEM_PER_NODE": "0"], nil),
        ] as [([String: String], Int?)]
    )
    func theMemoryOfAJobLeavesSomeForHeadroom(environment: [String: String], bytes: Int?) {
        #expect(JobMemory.limitBytes(environment: environment) == bytes)
    }
}
