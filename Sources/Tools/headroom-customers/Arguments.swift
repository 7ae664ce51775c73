import ArgumentParser
import HeadroomCommandLine
import HeadroomCustomers

extension Month: ExpressibleByArgument {
    package init?(argument: String) { self.init(argument) }
}

extension Currency: ExpressibleByArgument {
    package init?(argument: String) { self.init(argument) }
}

extension RevenueBridge.View: ExpressibleByArgument {}
extension Explanation.Figure: ExpressibleByArgument {}

extension CustomersError: ReportedError {
    var failure: CommandFailure { CommandFailure(problem, hint: hint) }
}
