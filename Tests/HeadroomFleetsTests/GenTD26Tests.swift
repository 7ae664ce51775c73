import FoundationEssentials
import HeadroomCore
import HeadroomFleets
import HeadroomNumerics
import Testing

@Suite struct GenTD26Tests {
    private static let header = "value,timestamp_anon,container_ip\n"
    private static let rows = [
        "0.0,1662858720.0,a", "10.0,1662858777.0,a", "20.0,1662858834.0,a", "50.0,1662858720.0,b",
        "70.0,1662858777.0,b",
    ]

    private func read(_ text: String) throws -> SurveyDocument { try survey(.gentd26, [("duty.csv", text)]) }

    @Test func eachPodHasTheMeanOfItsSamplesAndTheirTime() throws {
        let document = try read(Self.header + Self.rows.joined(separator: "\n") + "\n")
        // Pod a: 10 % of 3 samples of 57 s; b: 60 % of 2.
        #expect(document.runs == 2 && document.stores == 0)
        #expect(isNear(document.hours, 285.0 / 3600) && isNear(document.utilization, 0.3))
        #expect(document.jobs.map(\.name) == ["a", "b"])
        #expect(isNear(document.jobs[0].utilization, 0.1) && isNear(document.jobs[1].utilization, 0.6))
        #expect(document.under.runs == 0.5 && document.under.users == nil && document.users.isEmpty)
        #expect(isNear(document.under.hours, 0.6) && document.causes.isEmpty)
        let source = try #require(document.source)
        #expect(source.unit == .pods && source.kind == .dutyCycle && source.rows == 5 && source.files == 1)
        #expect(source.runsWithoutUser == 2 && source.brokenRows == 0)
        #expect(source.samples == SurveySource.Samples(count: 5, atOrUnder: 0.4, median: 0.2))
    }

    @Test func theOrderOfRowsChangesNothing() throws {
        var generator = SeededGenerator(seed: 7)
        let rows = (0..<400).map { index in
            "\(Double.random(in: 0...100, using: &generator)),\(1_662_858_720 + 57 * (index / 8)).0,pod\(index % 8)"
        }
        let document = try read(Self.header + rows.joined(separator: "\n"))
        for _ in 0..<5 {
            let shuffled = rows.shuffled(using: &generator)
            #expect(try read(Self.header + shuffled.joined(separator: "\n")) == document)
        }
        #expect(try read("\u{FEFF}" + Self.header + rows.joined(separator: "\r\n") + "\r\n\r\n") == document)
    }

    @Test(arguments: [
        ("1e308,1662858891.0,a", "1e308 is not a utilization from 0 to 100 %"),
        ("-1,1662858891.0,a", "-1 is not a utilization"), ("inf,1662858891.0,a", "'inf' is not a utilization"),
        ("0x10,1662858891.0,a", "'0x10' is not a utilization"), ("ten,1662858891.0,a", "'ten' is not a utilization"),
        ("10,soon,a", "no time or no pod"), ("10,1e300,a", "no time or no pod"),
        ("10,1662858891.0,", "no time or no pod"),
        ("10,1662858891.0", "2 fields in place of 3"), ("10,1662858891.0,a,b", "4 fields in place of 3"),
    ])
    func aBrokenRowIsCountedAndTold(row: String, why: String) throws {
        let whole = try read(Self.header + Self.rows.joined(separator: "\n"))
        let text =
            Self.header + (Self.rows.prefix(2) + [row, "also broken"] + Self.rows.dropFirst(2)).joined(separator: "\n")
        var document = try read(text)
        #expect(document.source?.brokenRows == 2 && document.source?.rows == 7)
        let first = try #require(document.source?.firstBrokenRow)
        #expect(first.contains("duty.csv, line 4: ") && first.contains(why), "\(first)")
        document.source = whole.source
        #expect(document == whole)
    }

    @Test(arguments: ["NaN", "nan", "", "NA", "None", "NULL"])
    func aRowThatSaysItHasNoFigureIsNoBrokenOne(word: String) throws {
        let document = try read(Self.header + (Self.rows + ["\(word),1662858834.0,b"]).joined(separator: "\n"))
        #expect(document.source?.rowsWithout == 1 && document.source?.brokenRows == 0 && document.runs == 2)
    }

    @Test func columnsAreFoundByTheirNames() throws {
        let document = try read("\"container_ip\",timestamp_anon,value\n\"a,1\",0,10\n\"a,1\",57,30\n")
        #expect(document.jobs.map(\.name) == ["a,1"] && isNear(document.utilization, 0.2))
    }

    @Test func oneSampleHasAUtilizationAndNoTime() throws {
        let document = try read(Self.header + "40,0,a\n")
        #expect(document.hours == 0 && isNear(document.utilization, 0.4) && document.source?.samples == nil)
    }

    @Test func anotherTableOfTheSameColumnsIsRefused() {
        let text = Self.header + Self.rows.joined(separator: "\n")
        let error = refusal(.gentd26, [("pod_memory_util_anon.csv", text)])
        #expect(error?.description.contains("has other figures than the utilization of GPUs") == true)
    }

    @Test func thePriceIsThatOfADevice() throws {
        let text = Self.header + "25,0,a\n25,3600,a\n"
        let document = try survey(.gentd26, [("d.csv", text)], price: Price(perHour: 2, currency: "$"))
        #expect(isNear(document.unusedPrice, 3))
    }

    static let whole = ProcessInfo.processInfo.environment["HEADROOM_GENTD26"]

    /// The data set's own file, extracted, where `HEADROOM_GENTD26` names it.
    @Test(.enabled(if: whole != nil)) func theWholeFileGivesThePublishedShare() throws {
        let document = try FleetImport.survey([try #require(Self.whole)], format: .gentd26)
        #expect(document.runs == 143 && document.source?.rows == 157_417)
        #expect(abs(document.under.runs - 137.0 / 143) < 1e-12)
        #expect(abs(document.utilization - 0.07025177899453998) < 1e-6)
        #expect(isNear(document.hours, 157_417.0 * 57 / 3600))
    }
}
