import FoundationEssentials
import HeadroomCore
import HeadroomFleets
import Testing

@Suite struct JobstatsTests {
    private static let header = "JobID|User|Partition|Elapsed|AllocTRES|State|AdminComment\n"
    /// jobstats' own example: one GPU at 98.6 %.
    private static let one =
        "JS1:H4sIAAAAAAACA13NwQ6DIAyA4Xfh7Ay0BcpexphJDBnKMvGwGd59GudBb23+r+ki+tc8ibuqxJg6v06L6HyM7e2perVtj71Dtckmp9zGZvBDen+2uhLW7BySdiDLjubJdxeDqIgNA9Bhcojh2+aQxr9xXJs1nj8otITsNJKFo+UweHHX1oCsuRKnb0yG0UoAC6VcDqQjKj9yeyA78QAAAA=="
    /// Four GPUs on two nodes, at 4, 0, 12 and 8 %.
    private static let four =
        "JS1:H4sIAAAAAAACA6tWSi8oLVayMtFRystPSQWyqpXyDEEkUDy+tCQzJ7MqsSQzPw8kZABUp2egowSUN9AzqK0F6jHCrdTQCKrWAqQWqLgkvyQxJ74kMzdVycrYzMCgFgC1Xd5KfQAAAA=="
    /// jobstats' example of a GPU without a utilization.
    private static let without =
        "JS1:H4sIAAAAAAACA1WOQQrDIBBF7zJrW0Ydo8llQqgSClpDo4si3r0GS8Hl8N9/fwq8onUnLAWs8367eeS7uM4U0+bX4EJ8f2CRUikiKRCRQT6d/SdCkxE4TTMR+5XSMzhYjJr5XTN4HLn5OYP9yOtoLcBbgs2qSEthaocGf2cEadMgqrWOK+0niV1+rdQvJ3SfKNEAAAA="
    /// A GPU at 1e300 %.
    private static let huge =
        "JS1:H4sIAAAAAAACA6tWSi8oLVayMtRRystPSQWyqpXyQARQOL60JDMnsyqxJDMfLGQAVJaqbWxgUAsEAFA/33c5AAAA"
    /// `[1,2`.
    private static let noJSON = "JS1:H4sIAAAAAAACA4s21DECADbiB+kEAAAA"

    private static func row(
        _ id: String,
        _ user: String,
        _ elapsed: String,
        gpus: Int = 1,
        _ comment: String,
        type: String = "a100"
    ) -> String {
        let resources = gpus == 0 ? "" : "gres/gpu:\(type)=\(gpus),gres/gpu=\(gpus),"
        return "\(id)|\(user)|gpu|\(elapsed)|billing=8,cpu=8,\(resources)mem=64G,node=1|COMPLETED|\(comment)"
    }

    private func read(_ rows: [String]) throws -> SurveyDocument {
        try survey(.jobstats, [("sacct.txt", Self.header + rows.joined(separator: "\n") + "\n")])
    }

    @Test func jobsHaveTheMeanOfTheirGPUs() throws {
        let document = try read([
            Self.row("1", "ada", "02:00:00", Self.one),
            Self.row("2", "bob", "1-00:00:00", gpus: 4, Self.four, type: "h100"),
            Self.row("3", "bob", "00:00:30", "JS1:Short"), Self.row("4", "bob", "01:00:00", "JS1:None"),
            Self.row("5", "cy", "01:00:00", ""), Self.row("6", "cy", "01:00:00", Self.without),
            Self.row("7", "dan", "01:00:00", gpus: 0, "JS1:None"), Self.row("1.batch", "", "02:00:00", ""),
            Self.row("8", "", "01:00:00", Self.one),
        ])
        // 2 h at 98.6 %, 4 × 24 h at 6 %, 1 h at 98.6 % without a user.
        #expect(document.runs == 3 && document.runsWithout == 4)
        #expect(isNear(document.hours, 99) && isNear(document.utilization, (3 * 0.986 + 96 * 0.06) / 99))
        #expect(document.users.map(\.name) == ["bob", "ada"] && document.under.users == 0.5)
        #expect(isNear(document.under.runs, 1.0 / 3) && isNear(document.under.hours, 96.0 / 99))
        #expect(document.devices.map(\.name) == ["h100", "a100"])
        let source = try #require(document.source)
        #expect(source.runsWithoutUser == 1 && source.unit == .jobs && source.kind == .gpuUtilization)
        #expect(source.samples == nil && source.rowsWithout == 4 && source.brokenRows == 0)
    }

    @Test func theOrderOfJobsChangesNothing() throws {
        let rows = [
            Self.row("1", "ada", "02:00:00", Self.one), Self.row("2", "bob", "1-00:00:00", gpus: 4, Self.four),
            Self.row("9", "ada", "05:07", Self.four),
        ]
        #expect(try read(rows) == read(rows.reversed()))
    }

    @Test func aJobInSeveralFilesCountsOnce() throws {
        let early = Self.header + Self.row("1", "ada", "01:00:00", "") + "\n"
        let late = Self.header + Self.row("1", "ada", "02:00:00", Self.one) + "\n"
        for files in [[("1.txt", early), ("2.txt", late)], [("1.txt", late), ("2.txt", early)]] {
            let document = try survey(.jobstats, files)
            #expect(document.runs == 1 && document.runsWithout == 0 && isNear(document.hours, 2))
        }
        // On another cluster, another user may have a job of the same number.
        let other = Self.header + Self.row("1", "bob", "02:00:00", Self.one) + "\n"
        #expect(try survey(.jobstats, [("1.txt", late), ("2.txt", other)]).runs == 2)
    }

    @Test func aSummaryThatExpandsTooFarIsNotExpanded() throws {
        // 64 KiB of zeros, as one of several members of a stream.
        let member = try #require(Data(base64Encoded: Self.zeros))
        let bomb = "JS1:" + Data(Array(repeating: Array(member), count: 80).joined()).base64EncodedString()
        let document = try read([Self.row("1", "a", "01:00:00", Self.one), Self.row("2", "a", "01:00:00", bomb)])
        #expect(document.runs == 1 && document.source?.brokenRows == 1)
        #expect(document.source?.firstBrokenRow?.contains("expands to more than 4194304 bytes") == true)
    }

    static let zeros =
        "H4sIAAAAAAACA+3BAQEAAACAkP6v7ggKAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAauuOl9cAAAEA"

    @Test(arguments: [
        ("JS1:H4sIAAAAAAACA13N****", "its summary is no base64"), ("JS1:AAAA", "its summary cannot be expanded"),
        (String(one.prefix(60)), "the gzip stream ends too early"), (noJSON, "its summary is not JSON of nodes"),
        (huge, "is not a utilization from 0 to 100 %"),
    ])
    func aSummaryThatIsBrokenIsCountedAndTold(comment: String, why: String) throws {
        let document = try read([Self.row("1", "a", "01:00:00", Self.one), Self.row("2", "a", "01:00:00", comment)])
        let first = try #require(document.source?.firstBrokenRow)
        #expect(
            document.source?.brokenRows == 1 && first.contains("line 3: job 2: ") && first.contains(why),
            "\(first)"
        )
    }

    @Test(arguments: ["soon", "", "1-2", "-1:00:00", "1:2:3:4", "1e400:00"])
    func aTimeThatIsNoneIsABrokenRow(elapsed: String) throws {
        let document = try read([Self.row("1", "a", "01:00:00", Self.one), Self.row("2", "a", elapsed, Self.one)])
        #expect(document.runs == 1 && document.source?.firstBrokenRow?.contains("is no elapsed time") == true)
    }

    @Test func aFileWithoutItsHeaderIsRefused() throws {
        let error = try #require(refusal(.jobstats, [("s.txt", Self.row("1", "a", "01:00:00", Self.one) + "\n")]))
        #expect(error.description.contains("should name the columns JobID, User, Elapsed, AllocTRES, AdminComment"))
        #expect(error.hint?.contains("sacct -a -X -P -o JobID,User") == true)
    }

    @Test func jobsWithoutAnySummaryAreRefused() throws {
        let error = try #require(
            refusal(.jobstats, [("s.txt", Self.header + Self.row("1", "a", "01:00:00", "") + "\n")])
        )
        #expect(error.description.contains("none of the jobs in "))
    }
}

@Suite struct SacctGPUTests {
    private static let header = "JobID|User|Partition|Elapsed|AllocTRES|State|Comment\n"

    private func read(_ rows: [String]) throws -> SurveyDocument {
        try survey(.sacctGPU, [("sacct.txt", Self.header + rows.joined(separator: "\n"))])
    }

    @Test func theCommentHasTheMeanOfTheJob() throws {
        let document = try read([
            "1|ada|gpu|10:00:00|cpu=4,gres/gpu=1|COMPLETED|"
                + #"{"gpu_util": 99.0, "gpu_mem_max": 1279.0, "gpu_power": 204.26, "ncpu": 1, "ngpu": 1}"#,
            #"2|bob|gpu|05:00:00|cpu=4|COMPLETED|{"util": 9.0, "mem": 3.0, "ngpu": 2, "ncpu": 4}"#,
            "3|bob|gpu|05:00:00|cpu=4,gres/gpu=1|COMPLETED|my own words",
            "4|bob|cpu|05:00:00|cpu=4|COMPLETED|", #"5|bob|gpu|05:00:00|cpu=4,gres/gpu=1|FAILED|{"gpu_util": "#,
        ])
        #expect(document.runs == 2 && document.runsWithout == 1)
        #expect(isNear(document.hours, 20) && isNear(document.utilization, (9.9 + 0.9) / 20))
        #expect(document.under.users == 0.5 && document.source?.brokenRows == 1)
        #expect(document.source?.firstBrokenRow?.contains("line 6: job 5: ") == true)
    }
}
