import HeadroomNumerics

/// Answers with known themes.
struct PlantedAnswers {
    var texts: [String] = []
    /// Theme of each answer; -1 for an answer without one.
    var themes: [Int] = []

    private static let words = [
        "price expensive invoice billing cost discount subscription budget plan money cheaper euros",
        "Support Antwort Hilfe freundlich schnell Mitarbeiter Telefon Wartezeit Anfrage kompetent Problem gelöst",
        "interface ergonomie bouton écran navigation couleurs menu lisible compliqué tableau affichage clics",
        "lento velocidad rendimiento carga minutos servidor caídas errores espera conexión bloquea informes",
        "integration api webhook slack connector export csv sync salesforce import developers documentation",
    ].map { $0.split(separator: " ").map(String.init) }
    private static let fillers =
        "the your is und die ist le la est el de und very good product company great app tool team use nice really"
        .split(separator: " ").map(String.init)
    /// Rare words.
    private static let noise = ["ba", "do", "ki", "lu", "me", "pa", "ro", "su", "te", "vi"].flatMap { first in
        ["nar", "lep", "tos", "min", "gur", "fel", "zan", "wok"].flatMap { second in
            ["a", "en", "ist", "o"].map { first + second + $0 }
        }
    }

    init(_ count: Int, themes themeCount: Int = 5, noiseShare: Double = 0.05, seed: UInt64 = 1) {
        var draw = SeededGenerator(seed: seed, purpose: "planted answers")
        for _ in 0..<count {
            let isNoise = Double.random(in: 0..<1, using: &draw) < noiseShare
            // Themes of unequal size.
            let theme = min(Int.random(in: 0..<themeCount + 2, using: &draw) % themeCount, themeCount - 1)
            let vocabulary = isNoise ? Self.noise : Self.words[theme]
            var words = (0..<Int.random(in: 3...7, using: &draw)).compactMap { _ in
                vocabulary.randomElement(using: &draw)
            }
            words += (0..<Int.random(in: 1...5, using: &draw)).compactMap { _ in
                Self.fillers.randomElement(using: &draw)
            }
            words.shuffle(using: &draw)
            texts.append(words.joined(separator: " "))
            themes.append(isNoise ? -1 : theme)
        }
    }

    /// Answers whose words are drawn from one list, with the given frequencies.
    static func salad(_ count: Int, seed: UInt64, isSkewed: Bool) -> [String] {
        var draw = SeededGenerator(seed: seed, purpose: "word salad")
        let all = words.joined() + noise
        return (0..<count).map { _ in
            (0..<Int.random(in: 3...9, using: &draw)).map { _ in
                let place = Double.random(in: 0..<1, using: &draw)
                return all[Int((isSkewed ? place * place * place : place) * Double(all.count))]
            }.joined(separator: " ")
        }
    }
}
