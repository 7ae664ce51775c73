import FoundationEssentials
import HeadroomReport
import Testing

@Test(.enabled(if: ProcessInfo.processInfo.environment["RENDER"] != nil)) func renderForReview() throws {
    let text = String(decoding: FileManager.default.contents(atPath: "/tmp/doc.json") ?? Data(), as: UTF8.self)
    let document = try JSONReport.sweep(from: text)
    try Data(HTMLReport.render(document).utf8).write(to: URL(filePath: "/tmp/page.html"))
    print(TerminalReport.render(document, width: 100, style: TerminalStyle(usesColor: false)))
}
