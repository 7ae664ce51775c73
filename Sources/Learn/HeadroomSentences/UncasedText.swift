// The decomposition of Unicode is public in Foundation only, which would bring the tables of ICU into the programs. The
// standard library has its own, for the comparison of strings.
@_spi(_Unicode) internal import Swift

/// A text as BERT's uncased models read it.
///
/// Devlin et al. 2019, arXiv 1810.04805.
enum UncasedText {
    /// The words of a text: lower case without accents, each punctuation mark and each CJK ideograph a word of its own.
    static func words(of text: String) -> [String] {
        var words: [String] = []
        var word = String.UnicodeScalarView()
        func end() {
            if !word.isEmpty { words.append(String(word)) }
            word = String.UnicodeScalarView()
        }
        for scalar in plain(text) {
            if scalar.properties.isWhitespace {
                end()
            } else if isPunctuation(scalar) {
                end()
                words.append(String(scalar))
            } else {
                word.append(scalar)
            }
        }
        end()
        return words
    }

    /// The text in lower case without accents and control characters, with spaces around CJK ideographs.
    private static func plain(_ text: String) -> [Unicode.Scalar] {
        var spaced = String.UnicodeScalarView()
        for scalar in text.unicodeScalars where !isRemoved(scalar) {
            spaced.append(contentsOf: isIdeograph(scalar) ? [" ", scalar, " "] : [scalar])
        }
        return String(spaced)._nfd.filter { $0.properties.generalCategory != .nonspacingMark }
            .flatMap(\.properties.lowercaseMapping.unicodeScalars)
    }

    /// Whether a character is a control or format character, for private use, or the mark of a decoding error.
    private static func isRemoved(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\t", "\n", "\r": false
        case "\u{FFFD}": true
        default:
            switch scalar.properties.generalCategory {
            case .control, .format, .surrogate, .privateUse: true
            default: false
            }
        }
    }

    /// Whether a character is punctuation, or an ASCII character that is neither a letter, a digit nor a space.
    private static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "!"..."/", ":"..."@", "["..."`", "{"..."~": true
        default:
            switch scalar.properties.generalCategory {
            case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
                .finalPunctuation, .otherPunctuation:
                true
            default: false
            }
        }
    }

    /// Whether a character is in a block of CJK ideographs; Hangul and Kana are written with spaces or in words.
    private static func isIdeograph(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x4E00...0x9FFF, 0x3400...0x4DBF, 0x20000...0x2A6DF, 0x2A700...0x2B73F, 0x2B740...0x2B81F,
            0x2B820...0x2CEAF, 0xF900...0xFAFF, 0x2F800...0x2FA1F:
            true
        default: false
        }
    }
}
