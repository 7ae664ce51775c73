import FoundationEssentials
import TestSupport
import Testing

/// Options of the head alone, such as those of reports, are no part of a measurement on a cluster: with other reports it
/// is not made again.
@Suite struct PlannedArgumentsTests {
    private struct Plan: Decodable {
        struct Item: Decodable {
            var arguments: [String]
        }
        var items: [Item]
    }

    /// Sections of the help whose options the head alone uses.
    private static let sections = ["CLUSTER:", "KEEPING:", "REPORTS:"]
    private static let values = [
        "--color": "never", "--export-csv": "table.csv", "--export-json": "sweep.json",
        "--export-markdown": "table.md", "--html": "page.html", "--job": "7", "--price": "2/hour", "--progress": "none",
        "--slurm-option": "--qos=debug", "--store": "runs.sqlite",
    ]

    /// The options in these sections, and the price: words of the command line for each.
    private func options() async throws -> [[String]] {
        let help = try await Command.run(["sweep", "--help"], environment: ["COLUMNS": "100"]).output
        var section = ""
        var found: [[String]] = []
        for line in help.split(separator: "\n") {
            if !line.hasPrefix(" ") { section = String(line) }
            guard line.hasPrefix("  --"), Self.sections.contains(section) || line.hasPrefix("  --price ") else {
                continue
            }
            let words = line.split(separator: " ").map(String.init)
            guard !["--on", "--run-folder"].contains(words[0]) else { continue }
            guard words.count > 1, words[1].hasPrefix("<") else {
                found.append([words[0]])
                continue
            }
            let value = try #require(Self.values[words[0]], "no value for the new option \(words[0])")
            found.append([words[0], value])
            found.append(["\(words[0])=\(value)"])
        }
        return found
    }

    @Test func optionsOfTheHeadAloneLeaveTheMeasurementAsItIs() async throws {
        let folder = try Folder()
        defer { folder.remove() }
        // The plan is written before Slurm is asked, which refuses the job here.
        for (name, script) in [
            "sbatch": "echo 'sbatch: error: Invalid partition name specified' >&2; exit 1", "squeue": "",
        ] {
            try folder.write(Array("#!/bin/sh\n\(script)\n".utf8), name)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(folder.path)/\(name)")
        }
        func planned(_ options: [String]) async throws -> [String] {
            let run = "run-\(UInt32.random(in: .min ... .max))"
            let command = try await Command.run(
                ["sweep", "--budget", "9s", "--on", "slurm:partition=nowhere", "--run-folder", run] + options
                    + ["--", "true", "--html", "of-the-command"],
                environment: ["PATH": "\(folder.path):/usr/bin:/bin"],
                directory: folder.path
            )
            try #require(command.status == 64, "\(options): \(command)")
            let plan = try Data(contentsOf: URL(filePath: "\(folder.path)/\(run)/plan.json"))
            return try JSONDecoder().decode(Plan.self, from: plan).items[0].arguments
        }
        let expected = ["sweep", "--budget", "9s", "--", "true", "--html", "of-the-command"]
        #expect(try await planned([]) == expected)
        let options = try await options()
        #expect(options.count > 15, "\(options)")
        for option in options { #expect(try await planned(option) == expected, "\(option)") }
        // What is measured is part of it.
        #expect(try await planned(["--precision", "0.1"]) != expected)
    }
}
