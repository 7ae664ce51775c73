import ArgumentParser
import HeadroomCommandLine

/// Entry point of `headroom customers`.
@main
enum Program {
    static func main() {
        ProgramStart.run { await Customers.start(Array(CommandLine.arguments.dropFirst())) }
    }
}

/// Root command of `headroom customers`.
struct Customers: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "headroom customers",
        abstract:
            "Say what a company earns each month and why that changed, what a customer is worth, and what one costs.",
        subcommands: [
            CustomersReport.self, ExplainFigure.self, ImportFiles.self, ScoreLeads.self, AskCustomers.self, Demo.self,
        ]
    )
}
