import HeadroomCore
import HeadroomDevices

/// Failure of a device itself, independent of the batch size.
enum DeviceFailure {
    /// Texts of drivers and frameworks about it, in lower case, with their meaning.
    private static let words = [
        ("uncorrectable ecc error", "its memory has an error that cannot be corrected (ECC)"),
        ("hiperroreccnotcorrectable", "its memory has an error that cannot be corrected (ECC)"),
        ("has fallen off the bus", "it fell off the bus"),
        ("gpu is lost", "it fell off the bus"),
        ("device was lost", "it fell off the bus"),
        ("cuda error: device-side hardware", "its hardware reported an error"),
        ("nvlink error was detected", "its link to another device failed"),
    ]

    /// Failure of a device, from the command's last output and the driver's answers; nil where there is none.
    static func reason(lastLines: [String], histories: [DeviceHistory]) -> String? {
        let lost = histories.first { $0.description.kind != .cpu && $0.description.isLost == true }
        if let lost { return "\(lost.description.name) fell off the bus, or is being reset" }
        let text = lastLines.joined(separator: "\n").lowercased()
        return words.first { text.contains($0.0) }.map(\.1)
    }

    static func error(_ reason: String, lastLines: [String]) -> TrialError {
        TrialError(
            .missing,
            "the device failed: \(reason)",
            hint: "see what the kernel says of it (dmesg, 'Xid' for NVIDIA's), reset or replace it, and start anew",
            lastLines: lastLines
        )
    }
}
