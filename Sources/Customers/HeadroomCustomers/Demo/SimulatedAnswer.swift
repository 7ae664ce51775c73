import HeadroomNumerics

/// Answer to a survey: a score from 0 to 10, and for some an open answer on one of a few themes.
struct SimulatedAnswer {
    let score: Int
    /// Empty where nothing was written.
    let text: String

    /// - Parameters:
    ///   - isHappy: whether the customer uses the product much.
    ///   - prices: whether prices were raised before the survey.
    init(isHappy: Bool, prices: Bool, _ draw: inout SeededGenerator) {
        let mean = (isHappy ? 8.7 : 5.8) - (prices ? 0.8 : 0)
        let score = min(10, max(0, Int((mean + 1.5 * draw.normal()).rounded())))
        self.score = score
        guard draw.happens(0.55) else {
            text = ""
            return
        }
        let themes = Self.themes(score: score, prices: prices)
        let theme = draw.pick(themes.map(\.theme), themes.map(\.share))
        let parts = Self.phrases[theme] ?? []
        text = parts.compactMap { $0.randomElement(using: &draw) }.joined(separator: " ")
    }

    private enum Theme: CaseIterable { case price, support, speed, reports, setup }

    private static func themes(score: Int, prices: Bool) -> [(theme: Theme, share: Double)] {
        let price = prices ? 0.5 : 0.15
        let rest = 1 - price
        return score >= 8
            ? [(.support, 0.45 * rest), (.reports, 0.45 * rest), (.setup, 0.1 * rest), (.price, price)]
            : [(.speed, 0.5 * rest), (.setup, 0.35 * rest), (.support, 0.15 * rest), (.price, price)]
    }

    /// The parts of a sentence, each with its variants.
    private static let phrases: [Theme: [[String]]] = [
        .price: [
            ["The price", "The new price", "The monthly price", "What we pay for a seat"],
            [
                "is too high for a small team", "went up without more features",
                "is hard to explain to our finance team",
            ],
            ["compared with other tools", "for how often we use it", "since the price increase"],
        ],
        .support: [
            ["Support", "The support team", "Your support chat"],
            ["answers within minutes", "was friendly and patient", "solved our question the same day"],
            ["every time we asked", "which is rare", "and followed up"],
        ],
        .speed: [
            ["Loading large projects", "The editor", "Opening the dashboard"],
            ["is slow in the browser", "takes too long to load", "freezes and has to be loaded again"],
            ["on older laptops", "in the morning", "with many projects open"],
        ],
        .reports: [
            ["The weekly report", "Exporting reports to PDF", "Sharing a report with clients"],
            ["saves us hours", "works very well", "is what we use most"],
            ["at the end of the month", "in every client meeting", "for our reports to the board"],
        ],
        .setup: [
            ["Importing our old data", "The first setup", "Inviting colleagues during onboarding"],
            ["was confusing", "took several days", "needed help from a developer"],
            ["because the import guide is outdated", "and the onboarding guide did not help", "during the setup"],
        ],
    ]
}
