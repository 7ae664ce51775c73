import FoundationEssentials
import HeadroomCore
import HeadroomDisplay
import HeadroomFleets
import HeadroomReport
import Testing

/// What holds of the files of every format, and of the reports.
@Suite struct FleetFileTests {
    /// `value,timestamp_anon,container_ip`, and the duty cycle of one pod at 10 and 20 %.
    private static let compressed =
        "H4sIAAAAAAACAytLzClN1SnJzE0tLknMLYhPzMvP00nOzytJzMxLLYrPLOAyNNAx0EnkMjLQMTUH0gDca9TOMQAAAA=="

    @Test(arguments: FleetFormat.allCases)
    func anEmptyFileAndAnotherFormatAreRefused(format: FleetFormat) throws {
        let name =
            switch format {
            case .philly: "cluster_gpu_util"
            case .pai: "pai_sensor_table.csv"
            case .supercloud: "1-n.csv"
            case .acme: "GPU_UTIL.csv"
            default: "file.csv"
            }
        let empty = try #require(refusal(format, [(name, "")]))
        #expect(empty.description.contains("is empty"))
        #expect(empty.hint == "expected is \(format.expected)")
        for text in [
            "a;b;c\n1;2;3\n", "{\"json\": [1, 2]}", "\u{0}\u{1}\u{2}\n\n", String(repeating: "x", count: 5 << 20),
        ] {
            let error = try #require(refusal(format, [(name, text)]), "\(format) took \(text.prefix(20))")
            #expect(error.description.contains(name) && error.hint == "expected is \(format.expected)")
            #expect(error.description.count < 500)
        }
    }

    @Test func aFileMayBeCompressed() throws {
        let bytes = Array(try #require(Data(base64Encoded: Self.compressed)))
        let document = try survey(.gentd26, [("duty.csv.gz", bytes)])
        #expect(document.runs == 1 && isNear(document.utilization, 0.15) && isNear(document.hours, 114.0 / 3600))
        for (broken, why) in [
            (Array(bytes.dropLast(9)), "ends too early"),
            (bytes[..<20] + [0xFF, 0xFF, 0xFF] + bytes[23...], "cannot be expanded"),
            (bytes + [1, 2, 3, 4], "cannot be expanded"),
        ] {
            #expect { try survey(.gentd26, [("duty.csv.gz", Array(broken))]) } throws: { "\($0)".contains(why) }
        }
    }

    @Test func aMissingFileAndAnArchiveAreRefused() throws {
        #expect { try FleetImport.survey(["/nonexistent/a.csv"], format: .gentd26) } throws: {
            "\($0)" == "cannot read /nonexistent/a.csv: No such file or directory"
        }
        #expect { try FleetImport.survey(["/tmp"], format: .gentd26) } throws: { "\($0)".contains("Is a directory") }
        #expect { try FleetImport.survey(["/tmp/a", "/tmp/b", "/tmp/a"], format: .gentd26) } throws: {
            "\($0)".contains("/tmp/a is named twice")
        }
        var archive = [UInt8](repeating: 0, count: 1024)
        archive.replaceSubrange(257..<262, with: Array("ustar".utf8))
        #expect { try survey(.gentd26, [("duty.tar", archive)]) } throws: { "\($0)".contains("is a tar archive") }
    }

    @Test func everyFormTellsUnitKindAndPublishedFleets() throws {
        let rows = (0..<20).map { "\($0 < 12 ? 10 : 50),\(57 * ($0 % 4)),pod\($0 / 4)" }
        let text = "value,timestamp_anon,container_ip\n" + rows.joined(separator: "\n") + "\nbroken,0,pod\n"
        let document = try survey(.gentd26, [("duty.csv", text)])
        let answer = "60.0 % of the 5 pods use less than 15 % of their GPUs, by the duty cycle."
        let plain = TerminalStyle(usesColor: false)
        let wide = SurveyTerminalReport.render(document, width: 132, style: plain)
        #expect(wide.hasPrefix(answer) && wide.contains("the first in /tmp/") && wide.contains("line 22: 'broken'"))
        for form in [wide, SurveyHTMLReport.render(document), SurveyMarkdownReport.render(document)] {
            #expect(form.contains("60.0 % under 15 %") && form.contains("pods") && form.contains("duty cycle"))
            #expect(form.contains("Philly (Microsoft, 2017)") && form.contains("37.9 % at or under 15 %"))
            #expect(form.contains("W&B, data not public") || form.contains("W&amp;B, data not public"))
            #expect(!form.contains("held back by") && !form.contains("nan"))
        }
        for width in [60, 80, 100, 132] {
            for unicode in [true, false] {
                let style = TerminalStyle(usesColor: false, usesUnicode: unicode)
                let lines = SurveyTerminalReport.render(document, width: width, style: style).split(separator: "\n")
                #expect(lines.allSatisfy { $0.count <= width }, "\(lines.filter { $0.count > width })")
            }
        }
        let json = try JSONReport.render(document)
        #expect(json.contains("\"users\" : null") || json.contains("\"users\": null"))
        #expect(json.contains("dutyCycle") && !json.contains("nan"))
        #expect(try JSONDecoder().decode(SurveyDocument.self, from: Data(json.utf8)) == document)
        let csv = SurveyCSVReport.render(document).split(separator: "\r\n")
        #expect(csv[0].hasSuffix(",boundBy,unit,kind"))
        #expect(csv.dropFirst().allSatisfy { $0.hasSuffix(",pods,dutyCycle") })
        #expect(csv.contains { $0.hasPrefix("job,pod0,1,") })
    }
}
