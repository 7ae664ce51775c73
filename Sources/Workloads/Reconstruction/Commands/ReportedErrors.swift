package import HeadroomCommandLine
package import HeadroomScenes

extension SceneFileError: ReportedError {
    package var failure: CommandFailure { CommandFailure(message, hint: hint) }
}
