import HeadroomCore
import HeadroomFleets
import Testing

@Suite struct PhillyTests {
    private static let jobs = """
        [{"status": "Pass", "vc": "ee9e8c", "jobid": "application_1", "attempts": [
          {"start_time": "2017-10-03 00:08:00", "end_time": "2017-10-03 00:10:00",
           "detail": [{"ip": "m29", "gpus": ["gpu0", "gpu1"]}]},
          {"start_time": null, "end_time": "2017-10-03 01:00:00", "detail": [{"ip": "m29", "gpus": ["gpu0"]}]}],
          "submitted_time": "2017-10-03 00:07:00", "user": "ce2f4c"},
         {"status": "Killed", "vc": "a\\"}", "jobid": "application_2", "attempts": [
          {"start_time": "2017-10-03 00:10:00", "end_time": null, "detail": [{"ip": "m29", "gpus": ["gpu1"]}]}],
          "submitted_time": "2017-10-03 00:07:00", "user": "None"},
         {"status": "Failed", "vc": "b", "jobid": "application_3", "attempts": [],
          "submitted_time": "2017-10-03 00:07:00", "user": "f00"}]
        """
    private static let samples = """
        2017-10-03 00:08:00 PDT,m29,60.8,99.2,NA,0.0,0.0,0.0,0.0,0.0,
        2017-10-03 00:09:00 PDT,m29,39.2,0.8,NA,0.0,0.0,0.0,0.0,0.0,
        2017-10-03 00:10:00 PDT,m29,100.0,10.0,NA,0.0,0.0,0.0,0.0,0.0,

        """

    @Test func samplesAreJoinedWithJobsByMachineGPUAndTime() throws {
        let document = try survey(.philly, [("cluster_gpu_util", Self.samples), ("cluster_job_log", Self.jobs)])
        // Job 1: gpu0 60.8 and 39.2, gpu1 99.2 and 0.8, the end not included; job 2: gpu1 10.
        #expect(document.runs == 2 && document.runsWithout == 1)
        #expect(isNear(document.hours, 5.0 / 60) && isNear(document.utilization, 2.1 / 5))
        #expect(document.jobs.map(\.name).sorted() == ["application_1", "application_2"])
        #expect(document.users.map(\.name) == ["ce2f4c"] && document.under.users == 0)
        let source = try #require(document.source)
        #expect(source.unit == .jobs && source.runsWithoutUser == 1 && source.brokenRows == 0)
        // Of all 21 samples, those of idle GPUs too, 17 are at or under 15 %.
        #expect(source.samples?.count == 21 && isNear(source.samples?.atOrUnder, 17.0 / 21))
        let rows = Self.samples.split(separator: "\n").reversed().joined(separator: "\n")
        #expect(try survey(.philly, [("cluster_gpu_util", rows), ("cluster_job_log", Self.jobs)]) == document)
    }

    @Test func withoutTheLogARunIsAGPU() throws {
        let document = try survey(
            .philly,
            [("cluster_gpu_util", "time,machineId,gpu0_util,gpu1_util\n" + Self.samples)]
        )
        #expect(document.runs == 7 && document.source?.unit == .gpus && document.users.isEmpty)
    }

    @Test func theZoneMattersWhereTheClockIsSetBack() throws {
        let jobs = """
            [{"jobid": "j", "user": "u", "attempts": [{"start_time": "2017-11-05 00:30:00",
            "end_time": "2017-11-05 03:00:00", "detail": [{"ip": "m1", "gpus": ["gpu0"]}]}]}]
            """
        // The job lasts 3.5 hours, in which 1:30 comes twice; 3:00 PST is behind its end.
        let samples = "2017-11-05 01:30:00 PDT,m1,10,\n2017-11-05 01:30:00 PST,m1,20,\n2017-11-05 03:00:00 PST,m1,90,\n"
        let document = try survey(.philly, [("cluster_gpu_util", samples), ("cluster_job_log", jobs)])
        #expect(isNear(document.utilization, 0.15) && isNear(document.hours, 2.0 / 60))
    }

    @Test func brokenRowsAndJobsAreCounted() throws {
        let jobs = Self.jobs.dropLast() + #", {"jobid": 7}, {"jobid": "cut"#
        let samples = Self.samples + "2017-10-03 00:11:00 CET,m29,1,\n2017-10-03 00:11:00 PDT,m29,200,\n\n"
        let document = try survey(.philly, [("cluster_gpu_util", samples), ("cluster_job_log", String(jobs))])
        #expect(document.source?.brokenRows == 4 && document.runs == 2)
        #expect(document.source?.firstBrokenRow?.contains("no job with jobid") == true)
    }

    @Test func aLogOfJobsAloneIsRefused() {
        let error = refusal(.philly, [("cluster_job_log", Self.jobs)])
        #expect(error?.description.contains("there is no utilization in ") == true)
    }
}

@Suite struct PAITests {
    private static let sensors = """
        j1,worker,w1,i1,m1,/dev/nvidia0,140.1,16.0,1.4,2.3,1.2,2.3,21271328.3,16376189.8,2922.4,3419.7
        j1,worker,w2,i1,m2,/dev/nvidia0,140.1,50.0,1.4,2.3,1.2,2.3,21271328.3,16376189.8,2922.4,3419.7
        j2,tensorflow,w3,i2,m1,/dev/nvidia1,140.1,4.0,1.4,2.3,1.2,2.3,21271328.3,16376189.8,2922.4,3419.7
        j3,ps,w4,i3,m1,,140.1,,1.4,2.3,,,21271328.3,16376189.8,2922.4,3419.7

        """
    private static let jobs = "j1,i1,alice,Terminated,0.0,4000.0\nj2,i2,bob,Running,0.0,\n"
    private static let tasks = """
        j1,worker,2.0,Terminated,100.0,3700.0,600.0,29.3,200.0,V100
        j2,tensorflow,1.0,Running,100.0,,600.0,29.3,50.0,MISC

        """

    @Test func instancesAreJoinedWithTheirUsersAndTasks() throws {
        let document = try survey(
            .pai,
            [
                ("pai_sensor_table.csv", Self.sensors), ("pai_task_table.csv", Self.tasks),
                ("pai_job_table.csv", Self.jobs),
            ]
        )
        // 16 and 50 % of one of two GPUs, for an hour; 4 % of one, of which half was asked for, for no known time.
        #expect(document.runs == 3 && isNear(document.hours, 4) && isNear(document.utilization, 0.165))
        #expect(isNear(document.under.runs, 2.0 / 3) && document.source?.unit == .instances)
        #expect(document.users.map(\.name) == ["alice", "bob"] && document.under.users == 0.5)
        #expect(document.source?.rowsWithout == 1 && document.source?.runsWithoutUser == 0)
        #expect(document.devices.map(\.name).sorted() == ["MISC", "V100"])
    }

    @Test func theHeaderBesideATableNamesItsColumns() throws {
        let document = try survey(
            .pai,
            [
                ("pai_sensor_table.header", "gpu_wrk_util,job_name,task_name\r\n"),
                ("pai_sensor_table.csv", "16,j1,worker\n50,j1,worker\nx,j1,worker\n"),
            ]
        )
        #expect(document.runs == 2 && document.hours == 0 && isNear(document.utilization, 0.33))
        #expect(document.source?.brokenRows == 1 && document.source?.runsWithoutUser == 2)
    }

    @Test func tablesThatAreOthersAreRefused() {
        #expect(refusal(.pai, [("pai_job_table.csv", Self.jobs)])?.description.contains("no pai_sensor_table") == true)
        #expect(refusal(.pai, [("sensors.csv", Self.sensors)])?.description.contains("none of the tables") == true)
    }
}

@Suite struct SuperCloudTests {
    private static let header = "timestamp,gpu_index,utilization_gpu_pct,utilization_memory_pct,memory_free_MiB\n"

    @Test func jobsHaveTheirUsersFromSlurmsLog() throws {
        let document = try survey(
            .supercloud,
            [
                (
                    "407-r91-n91.csv",
                    Self.header + "1621607266.4,0,80.0,5,1\n1621607266.4,1,0.0,5,1\n1621607266.5,0,60.0,5,1\n"
                ),
                (
                    "408-r92-n91.csv",
                    Self.header + "1621607266.4,0,N/A,5,1\n1621607266.5,0,10,5,1\n1621607266.6,0,x,5,1\n"
                ),
                ("slurm-log.csv", "id_job,id_user,time_start,tres_alloc\n407,99,1621607266,\"1=20,2=170000\"\n"),
            ]
        )
        #expect(document.runs == 2 && document.users.map(\.name) == ["99"])
        #expect(isNear(document.users[0].utilization, 1.4 / 3) && isNear(document.users[0].hours, 0.3 / 3600))
        #expect(document.source?.runsWithoutUser == 1 && document.source?.rowsWithout == 1)
        #expect(document.source?.brokenRows == 1 && document.source?.unit == .jobs)
    }

    @Test func aFileWithoutAJobInItsNameIsRefused() {
        let error = refusal(.supercloud, [("samples.csv", Self.header)])
        #expect(error?.description.contains("does not begin with the number of a job") == true)
    }
}

@Suite struct AcmeTests {
    private static let table = """
        Time,10.140.1.10-0,10.140.1.10-1
        2023-07-01 08:00:00+08:00,100.0,0.0
        2023-07-01 08:00:15+08:00,50.0,
        2023-07-01 08:00:30+08:00,0.0,10.0
        2023-07-01 08:00:45+08:00,x,10.0

        """

    @Test func eachColumnIsAGPU() throws {
        let document = try survey(.acme, [("GPU_UTIL.csv", Self.table)])
        // 50 % over 45 s, 5 % over 30 s.
        #expect(document.runs == 2 && isNear(document.hours, 75.0 / 3600) && isNear(document.utilization, 0.32))
        #expect(document.source?.kind == .gpuUtilization && document.source?.brokenRows == 1)
        #expect(try survey(.acme, [("SM_ACTIVE.csv", Self.table)]).source?.kind == .smActivity)
    }

    @Test func twoKindsAreNotJoined() throws {
        let error = try #require(refusal(.acme, [("GPU_UTIL.csv", Self.table), ("SM_ACTIVE.csv", Self.table)]))
        #expect(error.description.contains("figures of two kinds are not joined"))
        #expect(refusal(.acme, [("DRAM_ACTIVE.csv", Self.table)])?.description.contains("neither GPU_UTIL nor") == true)
    }
}
