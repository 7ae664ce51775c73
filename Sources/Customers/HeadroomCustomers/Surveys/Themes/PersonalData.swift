/// Removal of personal data from answers.
package enum PersonalData {
    /// A text with e-mail addresses, web addresses and phone numbers replaced, in one line.
    package static func masked(_ text: String) -> String {
        let words = text.split(whereSeparator: \.isWhitespace).map { word in
            let lower = word.lowercased()
            if isEmailAddress(word) { return "[e-mail]" }
            return lower.contains("://") || lower.hasPrefix("www.") ? "[link]" : String(word)
        }
        return maskedNumbers(words.joined(separator: " "))
    }

    /// A text without its masks, for counting words.
    static func withoutMasks(_ masked: String) -> String {
        masks.reduce(masked) { text, mask in
            var (rest, result) = (text[...], "")
            while let range = rest.firstRange(of: mask) {
                result += rest[..<range.lowerBound] + " "
                rest = rest[range.upperBound...]
            }
            return result + rest
        }
    }

    private static let masks = ["[e-mail]", "[link]", "[number]"]

    private static func isEmailAddress(_ word: Substring) -> Bool {
        guard let at = word.firstIndex(of: "@"), at != word.startIndex else { return false }
        let host = word[word.index(after: at)...]
        return host.first.map { $0.isLetter || $0.isNumber || $0 == "[" } == true
    }

    /// Replaces runs of digits, with the marks between them, that have as many digits as a phone number.
    private static func maskedNumbers(_ text: String) -> String {
        var result = ""
        var rest = text[...]
        while let start = rest.firstIndex(where: { $0.isNumber || $0 == "+" }) {
            result += rest[..<start]
            var end = start
            var digits = 0
            var place = start
            while place < rest.endIndex, rest[place].isNumber || " +-()/.".contains(rest[place]) {
                if rest[place].isNumber {
                    digits += 1
                    end = rest.index(after: place)
                }
                place = rest.index(after: place)
            }
            if end == start { end = rest.index(after: start) }
            result += digits >= fewestDigits ? "[number]" : String(rest[start..<end])
            rest = rest[end...]
        }
        return result + rest
    }

    /// Smallest number of digits of a phone number; fewer are an amount or a year.
    private static let fewestDigits = 7
}
