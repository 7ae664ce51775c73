import Glibc
import HeadroomFormat

/// Reason why a model could not be fitted, as text.
package struct FitProblem: Error, Equatable, Sendable {
    package let reason: String

    package init(_ reason: String) { self.reason = reason }

    /// Problem of too few customers for a fit.
    static func few(_ count: Double, _ what: String, fewest: Double) -> FitProblem {
        FitProblem(
            "\(Format.count(count.rounded(.down))) \(count == 1 ? "customer" : "customers") \(what), fewer than \(Format.count(fewest))"
        )
    }
}

/// Maximum likelihood estimates of the parameters, with their uncertainty.
package struct LikelihoodFit: Equatable, Sendable {
    package let names: [String]
    package let parameters: [Double]
    package let logLikelihood: Double
    /// Covariances of the logarithms of the parameters: the inverse of the observed information.
    package let logCovariance: Matrix

    /// Standard errors of the parameters, by the delta method from those of their logarithms.
    package var standardErrors: [Double] {
        parameters.indices.map { parameters[$0] * logCovariance[$0, $0].squareRoot() }
    }

    /// Normal quantile of a 95 % interval.
    package static let quantile = 1.959963984540054
    /// Largest standard error of a logarithm; above it the data do not determine the parameter, as its interval would
    /// span a factor of more than 100 million.
    private static let mostLogError = 5.0
    /// Predicted gain in log-likelihood of one more Newton step at which the search ends.
    private static let mostGain = 1e-6

    /// The 95 % interval of a parameter, symmetric in its logarithm.
    package func interval(_ index: Int) -> ClosedRange<Double> {
        let width = Self.quantile * logCovariance[index, index].squareRoot()
        return parameters[index] * exp(-width)...parameters[index] * exp(width)
    }

    /// Searches from every start and keeps the best maximum.
    ///
    /// - Parameters:
    ///   - observations: number of customers, by which the log-likelihood is divided, so that tolerances apply to the
    ///     mean.
    ///   - rough: mean log-likelihood on a part of the data, for choosing among the starts; nil to use all data.
    /// - Throws: ``FitProblem`` where no maximum was found, or it is too flat for standard errors.
    package init(
        names: [String],
        starts: [[Double]],
        observations: Double,
        rough: (([Double]) -> Double)? = nil,
        _ logLikelihood: ([Double]) -> Double
    ) throws(FitProblem) {
        func mean(_ logarithms: [Double]) -> Double { -logLikelihood(logarithms.map { exp($0) }) / observations }
        func quick(_ logarithms: [Double]) -> Double {
            rough.map { -$0(logarithms.map { exp($0) }) } ?? mean(logarithms)
        }
        let found = starts.map { QuasiNewton(from: $0.map { log($0) }, tolerance: 3e-3, quick) }
        guard let start = found.filter(\.value.isFinite).min(by: { $0.value < $1.value }) else {
            throw FitProblem("the likelihood is not finite at any start")
        }
        // Newton steps converge more reliably near the maximum than those of a quasi-Newton search.
        var best = QuasiNewton(from: start.point, inverse: start.inverse, tolerance: 1e-5, mean).point
        func total(_ logarithms: [Double]) -> Double { -logLikelihood(logarithms.map { exp($0) }) }
        var covariance: Matrix?
        for _ in 0..<5 {
            let gradient = QuasiNewton.gradient(of: total, at: best)
            guard let inverse = QuasiNewton.hessian(of: total, at: best).positiveInverse else {
                throw FitProblem(
                    "the data do not determine its parameters: the likelihood has no single maximum (\(Self.text(names, best)))"
                )
            }
            covariance = inverse
            if inverse.quadraticForm(gradient) / 2 < Self.mostGain { break }
            let next = zip(best, inverse.times(gradient)).map { $0 - $1 }
            guard total(next) < total(best) else { throw FitProblem("the search for the maximum did not converge") }
            best = next
            covariance = nil
        }
        guard let covariance else { throw FitProblem("the search for the maximum did not converge") }
        let loose = names.indices.filter { covariance[$0, $0].squareRoot() > Self.mostLogError }
        guard loose.isEmpty else {
            throw FitProblem("the data do not determine \(loose.map { names[$0] }.joined(separator: " and "))")
        }
        self.names = names
        parameters = best.map { exp($0) }
        self.logLikelihood = -total(best)
        logCovariance = covariance
    }

    private static func text(_ names: [String], _ logarithms: [Double]) -> String {
        zip(names, logarithms).map { "\($0) \(Format.significant(exp($1)))" }.joined(separator: ", ")
    }

    /// Standard error of a function of the logarithms of the parameters, by the delta method.
    func standardError(of quantity: ([Double]) -> Double) -> Double {
        let logarithms = parameters.map { log($0) }
        let gradient = QuasiNewton.gradient(of: { quantity($0.map { exp($0) }) }, at: logarithms)
        return logCovariance.quadraticForm(gradient).squareRoot()
    }
}
