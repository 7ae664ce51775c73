import HeadroomNumerics

/// Groups of answers with similar words.
package struct AnswerThemes: Sendable {
    /// A group of answers.
    package struct Theme: Sendable {
        /// Most characteristic terms, most characteristic first.
        package var terms: [String]
        /// Indices of the answers of the theme, nearest to the center first.
        package var answers: [Int]
    }

    /// Reason why there are no themes.
    package enum Refusal: Equatable, Sendable {
        case tooFewAnswers, tooFewWords, unstable, notBeyondChance
    }

    /// Largest first; empty with a refusal.
    package private(set) var themes: [Theme] = []
    /// Indices of the answers that fit no theme.
    package private(set) var others: [Int] = []
    package private(set) var refusal: Refusal?
    /// Median adjusted Rand index of fits to four fifths of the answers with the fit to all.
    package private(set) var stability: Double?
    /// Mean cosine of the answers with their centers, less that for shuffled words, in standard deviations of the latter.
    package private(set) var excess: Double?

    package static let fewestAnswers = 30
    /// Largest number of answers by which the number of themes is chosen; of more answers, a sample.
    private static let sampleSize = 1000
    private static let mostThemes = 10
    private static let fewestPerTheme = 5
    private static let (starts, resampleStarts, resamples, shuffles) = (8, 3, 10, 10)
    private static let (goodStability, leastStability) = (0.8, 0.6)
    private static let leastExcess = 4.0

    /// - Parameter texts: texts without personal data, in an order that does not depend on that of the file.
    package init(_ texts: [String]) {
        others = Array(texts.indices)
        guard texts.count >= Self.fewestAnswers else {
            refusal = .tooFewAnswers
            return
        }
        let phrases = texts.map { AnswerWords.phrases(of: $0) }
        var draw = SeededGenerator(seed: 1, purpose: "answer themes")
        let sample =
            texts.count <= Self.sampleSize
            ? Array(texts.indices) : Array(texts.indices.shuffled(using: &draw).prefix(Self.sampleSize)).sorted()
        let own = Self.matrix(sample.map { phrases[$0] })
        guard own.rows.count >= Self.fewestAnswers, own.termCount >= 4 else {
            refusal = .tooFewWords
            return
        }
        let nulls = (0..<Self.shuffles).map { _ in Self.shuffled(sample.map { phrases[$0] }, &draw) }
            .filter { $0.rows.count >= Self.fewestPerTheme }
        guard nulls.count > 1 else {
            refusal = .tooFewWords
            return
        }
        let trials = (2...max(2, min(Self.mostThemes, own.rows.count / 12))).map { Trial($0, own, nulls, &draw) }
        // The largest gap among the stable fits, else among the nearly stable ones, else among all.
        let stable = [Self.goodStability, Self.leastStability, -1].lazy
            .map { least in trials.filter { $0.stability >= least } }.first { !$0.isEmpty }
        guard let choice = stable?.max(by: { $0.gap < $1.gap }) else { return }
        (stability, excess) = (choice.stability, choice.excess)
        guard choice.stability >= Self.leastStability else {
            refusal = .unstable
            return
        }
        guard choice.excess >= Self.leastExcess else {
            refusal = .notBeyondChance
            return
        }
        group(phrases, sample: sample, choice.clusters, own, leastCosine: choice.cosineByChance)
    }

    /// Answers with at least one term.
    private struct Answers {
        var rows: [[TermMatrix.Entry]]
        var termCount: Int
    }

    private static func matrix(_ phrases: [[[String]]]) -> Answers {
        let matrix = TermMatrix(phrases)
        return Answers(rows: matrix.rows.filter { !$0.isEmpty }, termCount: matrix.terms.count)
    }

    /// A fit with a number of clusters, compared with fits to parts of the answers and to shuffled words.
    private struct Trial {
        let clusters: SphericalClusters
        let stability: Double
        /// Mean cosine of the answers with their centers, less that for shuffled words.
        let gap: Double
        /// The gap in standard deviations of the fits to shuffled words.
        let excess: Double
        /// 10 % quantile of the cosines for shuffled words.
        let cosineByChance: Double

        init(_ count: Int, _ answers: Answers, _ nulls: [Answers], _ draw: inout SeededGenerator) {
            func fit(_ answers: Answers, _ starts: Int, _ draw: inout SeededGenerator) -> SphericalClusters {
                SphericalClusters(answers.rows, termCount: answers.termCount, count: count, starts: starts, &draw)
            }
            clusters = fit(answers, AnswerThemes.starts, &draw)
            let all = clusters.assignments(answers.rows).map(\.cluster)
            var agreements: [Double] = []
            for _ in 0..<AnswerThemes.resamples {
                let places = answers.rows.indices.shuffled(using: &draw).prefix(answers.rows.count * 4 / 5)
                let part = Answers(rows: places.map { answers.rows[$0] }, termCount: answers.termCount)
                let assigned = fit(part, AnswerThemes.resampleStarts, &draw).assignments(answers.rows).map(\.cluster)
                agreements.append(RandIndex.adjusted(all, assigned))
            }
            agreements.sort()
            stability = (agreements[(agreements.count - 1) / 2] + agreements[agreements.count / 2]) / 2
            var fits: [Double] = []
            var cosines: [Double] = []
            for null in nulls {
                let clusters = fit(null, AnswerThemes.resampleStarts, &draw)
                fits.append(clusters.fit / Double(null.rows.count))
                cosines += clusters.assignments(null.rows).map(\.cosine)
            }
            let mean = fits.reduce(0, +) / Double(fits.count)
            let variance = fits.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(fits.count - 1)
            gap = clusters.fit / Double(answers.rows.count) - mean
            // Where all shuffles have the same fit, any larger fit is beyond chance.
            excess = gap / max(variance.squareRoot(), 1e-6)
            cosines.sort()
            cosineByChance = cosines[cosines.count / 10]
        }
    }

    /// Answers with the words shuffled among all answers, and the numbers of words kept.
    private static func shuffled(_ phrases: [[[String]]], _ draw: inout SeededGenerator) -> Answers {
        var words = Array(phrases.joined().joined())
        words.shuffle(using: &draw)
        var rest = words[...]
        return matrix(
            phrases.map { answer in
                answer.map { phrase in
                    defer { rest = rest.dropFirst(phrase.count) }
                    return Array(rest.prefix(phrase.count))
                }
            }
        )
    }

    /// Assigns all answers to the clusters found for a sample.
    private mutating func group(
        _ phrases: [[[String]]],
        sample: [Int],
        _ clusters: SphericalClusters,
        _ own: Answers,
        leastCosine: Double
    ) {
        let matrix = TermMatrix(phrases)
        var clusters = clusters
        if sample.count < phrases.count {
            // Centers of the sample's clusters in the terms of all answers.
            let assigned = clusters.assignments(own.rows).map(\.cluster)
            var labels: [Int: Int] = [:]
            let withTerms = zip(sample, TermMatrix(sample.map { phrases[$0] }).rows).filter { !$1.isEmpty }.map(\.0)
            for (answer, cluster) in zip(withTerms, assigned) { labels[answer] = cluster }
            clusters = SphericalClusters(
                matrix.rows,
                termCount: matrix.terms.count,
                count: clusters.count,
                labels: labels
            )
            clusters.improve(matrix.rows.filter { !$0.isEmpty }, iterations: 10)
        }
        let assigned = clusters.assignments(matrix.rows)
        var found: [Theme] = []
        others = matrix.rows.indices.filter { matrix.rows[$0].isEmpty || assigned[$0].cosine < leastCosine }
        for cluster in 0..<clusters.count {
            let answers = matrix.rows.indices.filter {
                !matrix.rows[$0].isEmpty && assigned[$0].cluster == cluster && assigned[$0].cosine >= leastCosine
            }
            guard answers.count >= Self.fewestPerTheme else {
                others += answers
                continue
            }
            found.append(
                Theme(
                    terms: Self.terms(of: cluster, clusters, matrix, answers),
                    answers: answers.sorted { (assigned[$1].cosine, $0) < (assigned[$0].cosine, $1) }
                )
            )
        }
        others.sort()
        themes = found.sorted {
            ($1.answers.count, $0.terms.joined(separator: " ")) < ($0.answers.count, $1.terms.joined(separator: " "))
        }
        if themes.count < 2 {
            (themes, others, refusal) = ([], Array(phrases.indices), .unstable)
        }
    }

    /// Terms with the largest difference between their weight in a center and the mean of the other centers.
    ///
    /// A pair of words replaces its words where it is in 70 % of their answers or more.
    private static func terms(
        of cluster: Int,
        _ clusters: SphericalClusters,
        _ matrix: TermMatrix,
        _ answers: [Int]
    ) -> [String] {
        let count = clusters.count
        var documents = [Int](repeating: 0, count: matrix.terms.count)
        for answer in answers { for entry in matrix.rows[answer] { documents[Int(entry.term)] += 1 } }
        let scores = matrix.terms.indices.map { term in
            let weights = clusters.centers[term * count..<(term + 1) * count]
            let own = weights[term * count + cluster]
            return own - (weights.reduce(0, +) - own) / Double(count - 1)
        }
        let ranked = matrix.terms.indices.filter { scores[$0] > 0 }
            .sorted { (scores[$1], matrix.terms[$0]) < (scores[$0], matrix.terms[$1]) }.prefix(30)
        var chosen: [(term: String, documents: Int)] = []
        for index in ranked {
            let (term, count) = (matrix.terms[index], documents[index])
            let words = term.split(separator: " ").map(String.init)
            if words.count == 1 {
                if chosen.contains(where: { $0.term.split(separator: " ").contains(Substring(term)) }) { continue }
                chosen.append((term, count))
            } else if let place = chosen.firstIndex(where: { words.contains($0.term) }) {
                guard 10 * count >= 7 * chosen[place].documents else { continue }
                chosen[place] = (term, count)
                chosen.removeAll { words.contains($0.term) }
            } else {
                chosen.append((term, count))
            }
        }
        return chosen.prefix(mostTerms).map(\.term)
    }

    private static let mostTerms = 8
}
