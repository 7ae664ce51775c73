import Glibc

/// The noise levels of a diffusion: after step t a latent vector is `signal(t) * z + noise(t) * e`, with e standard normal.
///
/// Ho et al. 2020, arXiv 2006.11239, with the cosine of Nichol and Dhariwal 2021, arXiv 2102.09672, equation 17.
package struct NoiseSchedule: Sendable {
    package static let defaultSteps = 200

    /// Share of the variance that is signal after each step, from step 1 on (alpha bar).
    package let signalShares: [Double]

    package var steps: Int { signalShares.count }

    package init(steps: Int = defaultSteps) {
        func level(_ t: Double) -> Double {
            let cosine = cos((t / Double(steps) + Self.offset) / (1 + Self.offset) * .pi / 2)
            return cosine * cosine
        }
        // A step takes away at most 99.9 % of the signal, so that the last ones can be taken back.
        var share = 1.0
        signalShares = (1...steps).map { step in
            share *= max(level(Double(step)) / level(Double(step - 1)), 1e-3)
            return share
        }
    }

    private static let offset = 0.008

    /// Share of the variance that is signal at a step; all of it at step 0.
    package func signalShare(_ step: Int) -> Double { step == 0 ? 1 : signalShares[step - 1] }
}
