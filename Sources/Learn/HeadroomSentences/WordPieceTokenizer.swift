package import HeadroomTorch

/// Texts as the tokens of BERT's uncased models.
///
/// Words are split into the longest pieces of a vocabulary from left to right (Wu et al. 2016, arXiv 1609.08144, section
/// 4.1; Devlin et al. 2019, arXiv 1810.04805). The names of special tokens in a text, such as `[SEP]`, are ordinary
/// text.
package struct WordPieceTokenizer: Sendable {
    /// Maximum length of a word, in characters of Unicode; a longer one is unknown.
    private static let greatestWordLength = 100

    /// Number of tokens in the vocabulary; the tokens are numbered from 0.
    package let count: Int
    /// The token that fills up shorter texts of a batch.
    package let padding: Int

    // Bytes, as strings are equal where only their composition differs.
    /// The pieces that begin a word.
    private let beginnings: [ArraySlice<UInt8>: Int]
    /// The pieces that continue a word, without the `##` before them.
    private let continuations: [ArraySlice<UInt8>: Int]
    private let first, last, unknown: Int

    /// Reads a `vocab.txt`: a token in each line, numbered from 0.
    package init(vocabulary path: String) throws(TorchError) {
        var lines = try EncoderFile.bytes(path).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        var beginnings: [ArraySlice<UInt8>: Int] = [:]
        var continuations: [ArraySlice<UInt8>: Int] = [:]
        for (index, line) in lines.enumerated() {
            let token = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
            if token.count > 2, token.starts(with: "##".utf8) {
                continuations[token.dropFirst(2)] = index
            } else {
                beginnings[token] = index
            }
        }
        func special(_ name: String) throws(TorchError) -> Int {
            guard let index = beginnings[ArraySlice(name.utf8)] else {
                throw EncoderFile.error("\(path) is not the vocabulary of a BERT encoder: it has no \(name)")
            }
            return index
        }
        (first, last) = (try special("[CLS]"), try special("[SEP]"))
        (unknown, padding) = (try special("[UNK]"), try special("[PAD]"))
        (self.beginnings, self.continuations, count) = (beginnings, continuations, lines.count)
    }

    /// Returns the tokens of a text between `[CLS]` and `[SEP]`.
    ///
    /// - Parameter limit: maximum number of tokens, including these two; the end of a longer text is left out.
    package func callAsFunction(_ text: String, limit: Int = 256) -> [Int] {
        var tokens = [first]
        for word in UncasedText.words(of: text) where tokens.count < limit { tokens += pieces(of: word) }
        return Array(tokens.prefix(max(limit - 1, 1))) + [last]
    }

    /// The longest pieces of a word from left to right; the unknown token where a rest of it begins with none.
    private func pieces(of word: String) -> [Int] {
        guard word.unicodeScalars.count <= Self.greatestWordLength else { return [unknown] }
        var rest = ArraySlice(word.utf8)
        var pieces: [Int] = []
        while !rest.isEmpty {
            let vocabulary = pieces.isEmpty ? beginnings : continuations
            var piece = rest
            // A part that ends inside a character is no piece.
            while !piece.isEmpty, vocabulary[piece] == nil { piece.removeLast() }
            guard let index = vocabulary[piece] else { return [unknown] }
            pieces.append(index)
            rest = rest[piece.endIndex...]
        }
        return pieces
    }
}
