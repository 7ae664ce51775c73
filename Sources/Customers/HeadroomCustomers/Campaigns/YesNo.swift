/// Parses the yes and no of exports.
enum YesNo {
    /// Parses a text; a time counts as yes.
    ///
    /// - Returns: nil where the text is neither yes, nor no, nor a time.
    static func parse(_ text: String, zone: TimeZoneRule) -> Bool? {
        let text = text.lowercased()
        if ["true", "yes", "y", "t", "1", "delivered", "hard", "soft"].contains(text) { return true }
        if ["false", "no", "n", "f", "0", "bounced", "failed"].contains(text) { return false }
        return Timestamp.seconds(text.uppercased(), zone: zone).map { _ in true }
    }
}
