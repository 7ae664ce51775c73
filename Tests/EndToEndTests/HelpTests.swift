import FoundationEssentials
import TestSupport
import Testing

@Suite struct HelpTests {
    @Test(arguments: [
        "", "sweep", "fit", "learn", "run", "compare", "train", "train digits", "train taxi", "train churn",
        "train lifetime-value", "train reconstruction", "train scenes", "scenes", "scenes sample", "scenes render",
        "scenes reconstruct", "scenes mesh", "scenes evaluate", "scenes data", "scenes data vizdoom",
        "play", "play taxi", "reconstruct", "reconstruct evaluate",
        "reconstruct data", "reconstruct pictures", "reconstruct bundle", "watch",
        "runs", "report", "survey", "sharpness", "sharpness digits", "export", "customers", "customers report",
        "customers explain", "customers import", "customers score", "customers ask", "customers demo",
        "doctor", "resume", "cancel", "node",
    ])
    func theHelpTextIsAsItWas(command: String) async throws {
        let help = try await Command.run(
            command.split(separator: " ").map(String.init) + ["--help"],
            environment: ["COLUMNS": "100"]
        )
        #expect(help.status == 0)
        let name = command.isEmpty ? "help.txt" : "help-\(command.replacing(" ", with: "-")).txt"
        if let difference = Golden().difference(help.output, name) { Issue.record("\(difference)") }
    }

    @Test func theVersionIsTold() async throws {
        let version = try await Command.run(["--version"])
        #expect(version.status == 0 && version.output == "0.1.0\n")
    }
}
