import FoundationEssentials
import HeadroomTorch

/// The engine library that the launcher built.
enum EngineLibrary {
    /// Its path, by `HEADROOM_ENGINE`.
    static var path: String? {
        ProcessInfo.processInfo.environment["HEADROOM_ENGINE"].flatMap { $0.isEmpty ? nil : $0 }
    }

    static func load() throws(TorchError) {
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

/// The data of the workloads.
enum DataHome {
    /// The folder that `HEADROOM_DATA` names.
    static var folder: String {
        ProcessInfo.processInfo.environment["HEADROOM_DATA"].flatMap { $0.isEmpty ? nil : $0 } ?? "data"
    }
}
