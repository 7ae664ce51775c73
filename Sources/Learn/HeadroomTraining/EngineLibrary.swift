import FoundationEssentials
package import HeadroomTorch

/// The engine library built by the launcher.
package enum EngineLibrary {
    /// Its path, given by `HEADROOM_ENGINE`; nil where that is not set.
    package static var path: String? {
        ProcessInfo.processInfo.environment["HEADROOM_ENGINE"].flatMap { $0.isEmpty ? nil : $0 }
    }

    package static func load() throws(TorchError) {
        guard let path else {
            throw TorchError(
                code: .notLoaded,
                operation: "load",
                message:
                    "HEADROOM_ENGINE does not name it; the launcher ./headroom builds and names it, or build it with "
                    + "Engine/build --libtorch DIR --output FILE"
            )
        }
        try Engine.load(library: path)
    }
}
