import FoundationEssentials

/// The data of the workloads.
package enum DataHome {
    /// The folder that `HEADROOM_DATA` names.
    package static var folder: String {
        ProcessInfo.processInfo.environment["HEADROOM_DATA"].flatMap { $0.isEmpty ? nil : $0 } ?? "data"
    }
}
