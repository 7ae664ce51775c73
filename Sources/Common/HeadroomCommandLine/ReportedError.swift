package import HeadroomSystem

/// Error of a module that converts to a ``CommandFailure`` with a message for the user.
package protocol ReportedError: Error {
    var failure: CommandFailure { get }
}

extension FileFailure: ReportedError {
    package var failure: CommandFailure { CommandFailure(description) }
}
