package import HeadroomCommandLine
package import HeadroomEnvironments
package import HeadroomReinforcement

extension SettingError: ReportedError {
    package var failure: CommandFailure { CommandFailure(description, exitCode: .wrongUsage) }
}

extension TabularError: ReportedError {
    package var failure: CommandFailure { CommandFailure(description, exitCode: .wrongUsage) }
}

extension CheckpointError: ReportedError {
    package var failure: CommandFailure { CommandFailure(description, exitCode: .wrongUsage) }
}
