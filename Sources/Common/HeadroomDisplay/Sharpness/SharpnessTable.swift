import HeadroomFormat
package import HeadroomSchema

/// Content shared by the sharpness reports: a row for each solution, and the sentences.
package struct SharpnessTable {
    package let document: SharpnessDocument

    package init(document: SharpnessDocument) { self.document = document }

    package var head: [String] {
        ["", "batch size", "loss", "training", "test"]
            + document.method.epsilons.map { "full \(Self.epsilon($0))" }
            + document.method.epsilons.map { "subspace \(Self.epsilon($0))" }
    }

    package var body: [[String]] {
        document.solutions.map { solution in
            [
                solution.name, solution.batchSize.map { Format.count($0) } ?? "-",
                solution.trainingLoss.map { Format.significant($0) } ?? "-",
                Self.percent(solution.trainingAccuracy), Self.percent(solution.testAccuracy),
            ] + cells(solution.fullSpace) + cells(solution.randomSubspace)
        }
    }

    /// Comparison of two solutions: the ratio of their sharpness at the first epsilon.
    package var finding: String? {
        guard document.solutions.count == 2, let one = document.solutions[0].fullSpace?.first,
            let other = document.solutions[1].fullSpace?.first, one.percent > 0, other.percent > 0
        else { return nil }
        let ratio = other.percent / one.percent
        let (first, second) = (document.solutions[0].name, document.solutions[1].name)
        let by = "by \(Format.significant(max(ratio, 1 / ratio))) times at epsilon \(Self.epsilon(one.epsilon))"
        if abs(ratio - 1) < 0.1 { return "\(first) and \(second) are about as sharp (\(by))" }
        return "\(ratio > 1 ? second : first) is the sharper one, \(by)"
    }

    /// Caveat for a comparison at different training losses: sharpness decreases as a training continues.
    package var caveat: String? {
        let losses = document.solutions.compactMap(\.trainingLoss)
        guard losses.count == 2, let low = losses.min(), let high = losses.max(), high > 2 * low else { return nil }
        return "The training losses differ (\(losses.map { Format.significant($0) }.joined(separator: " and "))), and "
            + "a solution becomes less sharp the longer it is trained: compare solutions of about the same loss."
    }

    /// Reasons for missing figures, without duplicates.
    package var reasons: [String] {
        let reasons = document.solutions.compactMap(\.reason)
        return Set(reasons).count == 1
            ? ["no sharpness: \(reasons[0])"]
            : document.solutions.compactMap { solution in
                solution.reason.map { "no sharpness of \(solution.name): \($0)" }
            }
    }

    package var method: String {
        let method = document.method
        return "Sharpness (Keskar et al. 2016, Metric 2.1) in %: the most that the loss over all "
            + "\(Format.count(method.samples)) training samples grows in a box of epsilon (1 + |x|) around the solution, "
            + "over 1 + loss, as \(method.iterations) iterations of L-BFGS-B find it; in all "
            + "\(Format.count(document.parameters)) parameters, and in \(method.directions) random directions."
    }

    package var distance: String? {
        document.distance.map { "The solutions are \(Format.significant($0)) apart." }
    }

    /// `1e-3` for 0.001.
    package static func epsilon(_ value: Double) -> String {
        guard value > 0 else { return "0" }
        var (mantissa, exponent) = (value, 0)
        while mantissa < 1 - 1e-9 { (mantissa, exponent) = (mantissa * 10, exponent - 1) }
        let digits = Format.significant(mantissa)
        return (digits.contains(".") ? digits.trimmingZeros : digits) + (exponent == 0 ? "" : "e\(exponent)")
    }

    private func cells(_ values: [SharpnessDocument.Sharpness]?) -> [String] {
        document.method.epsilons.map { epsilon in
            values?.first { $0.epsilon == epsilon }.map { Format.significant($0.percent) } ?? "-"
        }
    }

    private static func percent(_ ratio: Double) -> String { Format.fixed(ratio * 100, decimals: 2) + " %" }
}

extension String {
    /// The number without trailing zeros of its decimals, and without a trailing point.
    fileprivate var trimmingZeros: String {
        var text = self
        while text.last == "0" { text.removeLast() }
        if text.last == "." { text.removeLast() }
        return text
    }
}
