import HeadroomSentences
import HeadroomTorch
import TestSupport
import Testing

/// Texts as tokens of a vocabulary of the test, and of that of all-MiniLM-L6-v2.
struct WordPieceTokenizerTests {
    /// The tokens that a tokenizer with few words finds in a text, without those at its ends.
    private func tokens(of text: String, limit: Int = 256) throws -> [String] {
        let names = [
            "[PAD]", "[UNK]", "[CLS]", "[SEP]", "a", "cafe", "un", "##able", "##a", "able", "##aff", "!", "?", "-", "中",
            "文", "##文", "i", "o", "σ", "ss", "[", "]",
        ]
        let folder = try Folder()
        defer { folder.remove() }
        try folder.write(Array(names.joined(separator: "\n").utf8), "vocab.txt")
        let tokenizer = try WordPieceTokenizer(vocabulary: "\(folder.path)/vocab.txt")
        #expect(tokenizer.count == names.count && tokenizer.padding == 0)
        let tokens = tokenizer(text, limit: limit).map { names[$0] }
        #expect(tokens.first == "[CLS]" && tokens.last == "[SEP]")
        return Array(tokens.dropFirst().dropLast())
    }

    @Test(
        arguments: [
            ("", []), (" \t\n\u{3000}", []),
            ("CAFÉ cafe\u{301} café", ["cafe", "cafe", "cafe"]),
            ("İ Σ", ["i", "σ"]),
            ("unaffable", ["un", "##aff", "##able"]),
            // The longest piece is taken even where the rest then has none.
            ("unab una", ["[UNK]", "un", "##a"]),
            ("ableun", ["[UNK]"]),
            ("a!?!-a", ["a", "!", "?", "!", "-", "a"]),
            ("a中文a", ["a", "中", "文", "a"]),
            ("語 a", ["[UNK]", "a"]),
            ("[a]", ["[", "a", "]"]),
            ("a\u{200B}\u{0}", ["a"]),
        ] as [(String, [String])]
    )
    func aTextBecomesPieces(_ text: String, _ expected: [String]) throws {
        #expect(try tokens(of: text) == expected)
    }

    @Test func longWordsAreUnknown() throws {
        let pieces = ["a"] + Array(repeating: "##a", count: 99)
        #expect(try tokens(of: String(repeating: "a", count: 100)) == pieces)
        #expect(try tokens(of: String(repeating: "a", count: 101)) == ["[UNK]"])
        // The length is that without accents.
        #expect(try tokens(of: String(repeating: "á", count: 100)) == pieces)
    }

    @Test func theEndOfALongTextIsLeftOut() throws {
        let text = String(repeating: "a ", count: 300)
        #expect(try tokens(of: text) == Array(repeating: "a", count: 254))
        #expect(try tokens(of: text, limit: 5) == ["a", "a", "a"])
        #expect(try tokens(of: "a a unaffable", limit: 5) == ["a", "a", "un"])
        #expect(try tokens(of: text, limit: 2).isEmpty)
    }

    @Test func linesOfWindowsAreRead() throws {
        let folder = try Folder()
        defer { folder.remove() }
        try folder.write(Array("[PAD]\r\n[UNK]\r\n[CLS]\r\n[SEP]\r\na\r\n".utf8), "vocab.txt")
        let tokenizer = try WordPieceTokenizer(vocabulary: "\(folder.path)/vocab.txt")
        #expect(tokenizer.count == 5 && tokenizer("a b") == [2, 4, 1, 3])
    }

    @Test func aVocabularyWithoutTheSpecialTokensIsRefused() throws {
        let folder = try Folder()
        defer { folder.remove() }
        let path = "\(folder.path)/vocab.txt"
        let missing = #expect(throws: TorchError.self) { try WordPieceTokenizer(vocabulary: path) }
        #expect(missing?.code == .file && missing?.message.hasPrefix("\(path) cannot be read: No such file") == true)
        for (text, name) in [("", "[CLS]"), ("[CLS]\n[SEP]\n[PAD]\na", "[UNK]")] {
            try folder.write(Array(text.utf8), "vocab.txt")
            let error = #expect(throws: TorchError.self) { try WordPieceTokenizer(vocabulary: path) }
            #expect(error?.message == "\(path) is not the vocabulary of a BERT encoder: it has no \(name)")
        }
    }

    /// Awkward texts as the library `tokenizers` reads them.
    @Test(.enabled(if: Needs.sentences != nil, "HEADROOM_SENTENCES names no folder"))
    func tokensAreThoseOfTheReference() throws {
        let tokenizer = try WordPieceTokenizer(vocabulary: "\(try #require(Needs.sentences))/vocab.txt")
        let references = try Reference.read("tokens.json")
        #expect(references.count > 40 && tokenizer.count == 30_522)
        for reference in references { #expect(tokenizer(reference.text) == reference.tokens, "\(reference.text)") }
    }
}
