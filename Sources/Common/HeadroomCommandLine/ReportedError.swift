package import HeadroomSystem

/// An error of a module's own, with what it means for the person who called a command.
package protocol ReportedError: Error {
    var failure: CommandFailure { get }
}

extension FileFailure: ReportedError {
    package var failure: CommandFailure { CommandFailure(description) }
}
