import Glibc
package import HeadroomTorch

/// Zero-inflated log-normal distribution: 0 with a probability, and log-normal otherwise.
///
/// Wang, Liu and Miao 2019, A Deep Probabilistic Model for Customer Lifetime Value Prediction, arXiv 1912.07753. Of the
/// three outputs of a model, the first is the logit of a value above 0, the second the mean of its logarithm, and the
/// softplus of the third the standard deviation of its logarithm.
package enum ZeroInflatedLogNormal {
    package static let outputs = 3
    /// Least and greatest standard deviation of the logarithm.
    package static let deviations = 0.05...3.0

    /// Mean negative log-likelihood.
    ///
    /// - Parameters:
    ///   - outputs: `[batch, 3]`.
    ///   - values: `[batch, 1]`.
    package static func loss(_ outputs: Tensor, _ values: Tensor) throws(TorchError) -> Tensor {
        let bought = try (values > 0).to(.float32)
        let buys = try binaryCrossEntropy(logits: outputs.narrow(dimension: 1, start: 0, length: 1), bought)
        let mean = try outputs.narrow(dimension: 1, start: 1, length: 1)
        let deviation = try outputs.narrow(dimension: 1, start: 2, length: 1).softplus()
            .clamp(deviations.lowerBound, deviations.upperBound)
        let logarithm = try values.clamp(smallest, nil).log()
        let distance = try (logarithm - mean) / deviation
        let density = try distance * distance * 0.5 + deviation.log() + logarithm + 0.5 * log(2 * .pi)
        return try buys + (density * bought).mean()
    }

    /// Value in place of 0, whose logarithm is undefined; values of 0 are not part of the density.
    private static let smallest = 1e-6

    /// Constant outputs that fit the distribution of values.
    package static func outputs(of values: [Double]) -> [Double] {
        let logarithms = values.filter { $0 > 0 }.map { log($0) }
        let count = Double(max(1, logarithms.count))
        let mean = logarithms.reduce(0, +) / count
        let variance = logarithms.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
        let deviation = min(deviations.upperBound, max(deviations.lowerBound, variance.squareRoot()))
        let rate = (Double(logarithms.count) + 0.5) / (Double(values.count) + 1)
        return [log(rate / (1 - rate)), mean, log(expm1(deviation))]
    }

    /// Expected values of rows.
    ///
    /// - Parameter outputs: outputs of the model, three for each row.
    package static func expectedValues(_ outputs: [Double]) -> [Double] {
        stride(from: 0, to: outputs.count, by: 3).map { place in
            let softplus = max(0, outputs[place + 2]) + log1p(exp(-abs(outputs[place + 2])))
            let deviation = min(deviations.upperBound, max(deviations.lowerBound, softplus))
            let mean = exp(outputs[place + 1] + deviation * deviation / 2)
            return mean / (1 + exp(-outputs[place]))
        }
    }
}
