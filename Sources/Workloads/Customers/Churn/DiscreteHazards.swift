import Glibc
package import HeadroomTorch

/// Discrete-time hazards: the probability of leaving in each month of the horizon for a customer who has stayed before.
///
/// Singer and Willett 1993, It's About Time: Using Discrete-Time Survival Analysis to Study Duration.
package enum DiscreteHazards {
    /// Mean negative log-likelihood of the rows.
    ///
    /// - Parameters:
    ///   - logits: logits of the hazards, `[batch, months]`.
    ///   - leaving: month of leaving, from 1; 0 for those who stay, `[batch, 1]`.
    package static func loss(_ logits: Tensor, _ leaving: Tensor) throws(TorchError) -> Tensor {
        let count = logits.shape[1]
        let months = try Tensor((1...count).map { Float($0) }, shape: [1, count], device: logits.device)
        let leaves = try months.equal(leaving).to(.float32)
        // Months after the month of leaving do not count.
        let isAtRisk =
            try (months <= leaving).to(.float32)
            + leaving.equal(Tensor.zeros([], device: logits.device))
            .to(.float32)
        let losses = try binaryCrossEntropy(logits: logits, leaves, reduction: .none)
        return try (losses * isAtRisk).sum(dimension: 1).mean()
    }

    /// Logits of having left by the end of each month.
    ///
    /// - Parameters:
    ///   - logits: logits of the hazards, row by row.
    ///   - months: number of months.
    package static func cumulativeLogits(_ logits: [Double], months: Int) -> [[Double]] {
        stride(from: 0, to: logits.count, by: months).map { row in
            var stay = 0.0
            return (0..<months).map { month in
                let logit = logits[row + month]
                // The logarithm of the probability to stay: minus the softplus.
                stay -= max(0, logit) + log1p(exp(-abs(logit)))
                return log(-expm1(stay)) - stay
            }
        }
    }
}
