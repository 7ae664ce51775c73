import ArgumentParser
import FoundationEssentials
import HeadroomCommandLine
import HeadroomCustomers
import HeadroomSystem

/// Command that writes the files of a simulated company with a report.
struct Demo: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Write the files of a simulated company, and the page that is reported on them."
    )

    @Argument(help: "A new folder for the files.")
    var folder = "headroom-demo"

    func run() throws {
        // Only a demo's own files may be replaced.
        let found = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        guard found.isEmpty || found.contains("report.html") && SimulatedCompany.names.isSuperset(of: found) else {
            throw CommandFailure(
                "\(folder) has files of its own",
                hint: "name a new folder for the files of the simulated company"
            )
        }
        try Folder.make(folder)
        for (name, text) in SimulatedCompany().files.sorted(by: { $0.key < $1.key }) {
            try OutputFile.write(text, to: "\(folder)/\(name)")
        }
        var reader = CompanyReader(folder: folder, zone: .utc)
        var options = CustomersAnalysis.Options()
        options.grossMargin = 0.8
        options.until = SimulatedCompany.last
        let analysis = try CustomersAnalysis(
            reader.read(),
            rates: ExchangeRates(),
            options: options,
            now: .max
        )
        try OutputFile.write(CustomersPage.render(analysis.document), to: "\(folder)/report.html")
        try StandardStream.output(
            """
            \(folder)/ holds the files of a simulated company, and report.html, the page on them. To look further:

              headroom customers report \(folder) --gross-margin 0.8
              headroom customers explain churn \(SimulatedCompany.last.name) \(folder)

            """
        )
    }
}
