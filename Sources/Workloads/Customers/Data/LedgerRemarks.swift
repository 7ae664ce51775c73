import HeadroomFormat

extension CustomerLedger {
    /// Lines about the data for the output of a training: their source, and what of it is not used.
    var remarks: String {
        var lines = [(isSimulated ? "SIMULATED DATA: " : "") + source]
        if rowsSetAside > 0 {
            lines.append(
                "\(Format.count(rowsSetAside)) row\(rowsSetAside == 1 ? " was" : "s were") set aside; 'headroom customers report' "
                    + "lists them"
            )
        }
        if !leftOut.isEmpty {
            lines.append("not used, since they describe the state at the export: \(leftOut.joined(separator: ", "))")
        }
        return lines.joined(separator: "\n")
    }
}
