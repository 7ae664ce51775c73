import HeadroomCore
import HeadroomFleets
import Testing

@Suite struct NvidiaSMITests {
    private static let withUnits = """
        timestamp, index, uuid, name, utilization.gpu [%], utilization.memory [%], memory.used [MiB]
        2026/05/01 10:00:00.123, 0, GPU-aaaa, NVIDIA A100-SXM4-80GB, 40 %, 7 %, 1024 MiB
        2026/05/01 10:00:00.125, 1, GPU-bbbb, NVIDIA A100-SXM4-80GB, 0 %, 0 %, 4 MiB
        2026/05/01 10:00:30.123, 0, GPU-aaaa, NVIDIA A100-SXM4-80GB, 60 %, 8 %, 1024 MiB
        2026/05/01 10:00:30.125, 1, GPU-bbbb, NVIDIA A100-SXM4-80GB, 10 %, 0 %, 4 MiB
        2026/05/01 10:01:00.123, 0, GPU-aaaa, NVIDIA A100-SXM4-80GB, [N/A], [N/A], 1024 MiB

        """

    private func read(_ text: String) throws -> SurveyDocument { try survey(.nvidiaSMI, [("log.csv", text)]) }

    private func expectTheAnswer(_ document: SurveyDocument) throws {
        // Two samples of 30 s of each GPU, at 50 % and at 5 %.
        #expect(document.runs == 2 && isNear(document.hours, 120.0 / 3600) && isNear(document.utilization, 0.275))
        #expect(document.jobs.map(\.name) == ["GPU-bbbb", "GPU-aaaa"] && document.under.runs == 0.5)
        #expect(document.devices.map(\.name) == ["NVIDIA A100-SXM4-80GB"])
        let source = try #require(document.source)
        #expect(source.unit == .gpus && source.kind == .gpuUtilization && source.rowsWithout == 1)
        #expect(source.samples == SurveySource.Samples(count: 4, atOrUnder: 0.5, median: 0.1))
    }

    @Test func unitsHeadersAndLineEndsMakeNoDifference() throws {
        try expectTheAnswer(try read(Self.withUnits))
        try expectTheAnswer(try read(Self.withUnits.replacing("\n", with: "\r\n")))
        let nounits = Self.withUnits.replacing(" %,", with: ",").replacing(" MiB\n", with: "\n")
        try expectTheAnswer(try read(nounits))
        for text in [Self.withUnits, nounits] {
            let rows = text.split(separator: "\n").dropFirst().joined(separator: "\n")
            try expectTheAnswer(try read(rows))
        }
    }

    @Test func aLoggerThatWasStartedAgainWritesItsHeaderAgain() throws {
        let lines = Self.withUnits.split(separator: "\n")
        let other = "uuid, timestamp, utilization.gpu [%], name"
        let rows = lines[3...5].map { line in
            let fields = line.split(separator: ",").map { $0.drop { $0 == " " } }
            return [fields[2], fields[0], fields[4], fields[3]].joined(separator: ", ")
        }
        try expectTheAnswer(try read((lines[0...2] + [other[...]] + rows.map { $0[...] }).joined(separator: "\n")))
    }

    @Test func aGPUInSeveralLogsIsOne() throws {
        let lines = Self.withUnits.split(separator: "\n").map { String($0) }
        let second = [lines[0]] + lines[1...4].map { $0.replacing("2026/05/01", with: "2026/05/02") }
        let document = try survey(
            .nvidiaSMI,
            [("1.csv", Self.withUnits), ("2.csv", second.joined(separator: "\n"))]
        )
        #expect(document.runs == 2 && isNear(document.hours, 240.0 / 3600) && isNear(document.utilization, 0.275))
        // Without a UUID, the GPUs of two machines are four.
        let header = "timestamp, index, utilization.gpu [%]\n"
        let rows = "2026/05/01 10:00:00.123, 0, 40 %\n2026/05/01 10:00:01.123, 0, 40 %\n"
        let apart = try survey(.nvidiaSMI, [("1.csv", header + rows), ("2.csv", header + rows)])
        #expect(apart.runs == 2 && isNear(apart.hours, 4.0 / 3600))
    }

    @Test func eachLogHasItsOwnInterval() throws {
        let header = "timestamp, uuid, utilization.gpu [%]\n"
        let fast = "2026/05/01 10:00:00.000, GPU-a, 100 %\n2026/05/01 10:00:01.000, GPU-a, 100 %\n"
        let slow = "2026/05/01 11:00:00.000, GPU-a, 0 %\n2026/05/01 11:01:00.000, GPU-a, 0 %\n"
        let document = try survey(.nvidiaSMI, [("1.csv", header + fast), ("2.csv", header + slow)])
        #expect(isNear(document.hours, 122.0 / 3600) && isNear(document.utilization, 2.0 / 122))
    }

    @Test func rowsThatAreCutOffAreCounted() throws {
        let document = try read(
            Self.withUnits + "2026/05/01 10:01:00.125, 1, GPU-bb\n2026/13/01 10:01:00, 1, GPU-bbbb, A, 1 %, 0 %, 4 MiB"
        )
        #expect(document.source?.brokenRows == 2)
        #expect(document.source?.firstBrokenRow?.hasSuffix("log.csv, line 7: 3 fields in place of 7") == true)
    }

    @Test func theTableOnATerminalIsRefused() throws {
        let error = try #require(
            refusal(.nvidiaSMI, [("smi.txt", "Mon May  1 10:00:00 2026\n+-----+\n| NVIDIA-SMI 550 |\n")])
        )
        #expect(
            error.description.contains(
                "its first line should name the columns timestamp, index or uuid, utilization.gpu"
            )
        )
        #expect(error.description.contains("and is 'Mon May  1 10:00:00 2026'"))
        #expect(error.hint?.contains("nvidia-smi --query-gpu=timestamp,index,uuid,name,utilization.gpu") == true)
    }
}
