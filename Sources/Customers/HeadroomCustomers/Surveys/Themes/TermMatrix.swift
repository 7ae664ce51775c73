import Glibc

/// Answers as vectors of terms: words and pairs of adjacent words, weighted by TF-IDF, of length 1.
struct TermMatrix {
    /// A term of an answer with its weight.
    struct Entry {
        var term: Int32
        var weight: Double
    }

    /// In alphabetical order.
    let terms: [String]
    /// Sorted by term; empty where an answer has no term of the vocabulary.
    let rows: [[Entry]]

    /// Largest number of terms; the most frequent ones are kept.
    private static let mostTerms = 2000

    /// - Parameter phrases: phrases of each answer, as lists of words.
    init(_ phrases: [[[String]]]) {
        let folded = Self.folded(phrases)
        let all = folded.map { Self.terms(of: $0) }
        var documents: [String: Int] = [:]
        for terms in all { for term in terms.keys { documents[term, default: 0] += 1 } }
        // Very rare terms do not connect answers, and very frequent terms do not separate them.
        let fewest = max(3, phrases.count / 500)
        let most = phrases.count * 6 / 10
        let kept = documents.filter { $0.value >= fewest && $0.value <= most }
            .sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(Self.mostTerms)
        let terms = kept.map(\.key).sorted()
        self.terms = terms
        let places = Dictionary(uniqueKeysWithValues: terms.enumerated().map { ($1, Int32($0)) })
        let idf = terms.map { log(Double(1 + phrases.count) / Double(1 + (documents[$0] ?? 0))) + 1 }
        rows = all.map { counts in
            let entries = counts.compactMap { term, count in
                places[term].map { Entry(term: $0, weight: (1 + log(Double(count))) * idf[Int($0)]) }
            }.sorted { $0.term < $1.term }
            let length = entries.reduce(0) { $0 + $1.weight * $1.weight }.squareRoot()
            return entries.map { Entry(term: $0.term, weight: $0.weight / length) }
        }
    }

    /// Counts words and pairs of adjacent words.
    private static func terms(of phrases: [[String]]) -> [String: Int] {
        var counts: [String: Int] = [:]
        for phrase in phrases {
            for word in phrase { counts[word, default: 0] += 1 }
            for (first, second) in zip(phrase, phrase.dropFirst()) { counts["\(first) \(second)", default: 0] += 1 }
        }
        return counts
    }

    /// The words with a final s removed where the word without it occurs too, so that a plural counts as its singular.
    private static func folded(_ phrases: [[[String]]]) -> [[[String]]] {
        let known = Set(phrases.joined().joined())
        var forms: [String: String] = [:]
        for word in known where word.count > 3 && word.hasSuffix("s") {
            let singular = String(word.dropLast())
            if known.contains(singular) { forms[word] = singular }
        }
        return phrases.map { $0.map { $0.map { forms[$0] ?? $0 } } }
    }
}
