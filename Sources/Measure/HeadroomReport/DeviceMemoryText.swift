import HeadroomCore
import HeadroomDisplay
import HeadroomFormat

extension DeviceMemory.Source {
    /// Source of the measurement, in words.
    var phrase: String {
        switch self {
        case .allocator: "by the framework's allocator"
        case .driver: "by the driver, for the processes of the training"
        case .device: "by the device's memory in use, less what was in use before"
        }
    }
}

extension DeviceMemory {
    /// Peak memory, capacity and source of the measurement.
    var sentence: String {
        let all = capacityBytes.map { " of \(Format.bytes($0))" } ?? ""
        var text = "\(Format.bytes(peakBytes))\(all) at the peak, \(source.phrase)"
        if let reservedBytes, reservedBytes > peakBytes { text += ", which held \(Format.bytes(reservedBytes))" }
        if let othersBytes, othersBytes > 0 { text += "; others hold \(Format.bytes(othersBytes))" }
        return text
    }
}
