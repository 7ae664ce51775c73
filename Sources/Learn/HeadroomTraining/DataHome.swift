import FoundationEssentials

/// The data folder of the workloads.
package enum DataHome {
    /// The folder given by `HEADROOM_DATA`, or `data`.
    package static var folder: String {
        ProcessInfo.processInfo.environment["HEADROOM_DATA"].flatMap { $0.isEmpty ? nil : $0 } ?? "data"
    }
}
