/// The words of an answer, without stop words.
enum AnswerWords {
    /// Words in lower case, without numbers, single letters and stop words; a stop word or punctuation ends a phrase.
    ///
    /// Scripts without spaces between words give pairs of adjacent characters.
    static func phrases(of text: String) -> [[String]] {
        var phrases: [[String]] = [[]]
        var word = ""
        func endWord() {
            defer { word = "" }
            guard !word.isEmpty else { return }
            guard word.count > 1, !StopWords.all.contains(word) else {
                if !phrases[phrases.count - 1].isEmpty { phrases.append([]) }
                return
            }
            if word.unicodeScalars.contains(where: isWithoutSpaces) {
                let characters = Array(word)
                phrases[phrases.count - 1] += zip(characters, characters.dropFirst()).map { "\($0)\($1)" }
            } else {
                phrases[phrases.count - 1].append(word)
            }
        }
        for character in text.lowercased() {
            if character.isLetter {
                word.append(character)
            } else {
                endWord()
                let isInPhrase = character == " " || character == "-" || character == "'" || character == "’"
                if !isInPhrase, !phrases[phrases.count - 1].isEmpty { phrases.append([]) }
            }
        }
        endWord()
        return phrases.filter { !$0.isEmpty }
    }

    /// Whether a character is of a script without spaces between words (Han, Hiragana, Katakana, Thai).
    private static func isWithoutSpaces(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0E00...0x0E7F, 0x3040...0x30FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0x20000...0x2FA1F: true
        default: false
        }
    }
}
