import RealModule

/// The gradient noise scale `tr(S) / |G|^2`: the batch size beyond which a larger batch hardly improves a step.
///
/// It is also the simplest estimate of the critical batch size Bc of `MeasuredStepsLaw`, within an order of magnitude
/// (the ratio of the two was 0.05 to 8 in the paper's own table 1).
package enum NoiseScale: Equatable, Sendable {
    /// A value with its 95 % interval.
    case known(Interval)
    /// The data do not support an estimate; about `moreNeeded` more observations would, where known.
    case insufficient(moreNeeded: Int?)
    /// No estimate is possible.
    case undefined(Obstacle)

    /// Why no estimate is possible.
    package enum Obstacle: Equatable, Sendable {
        /// Most of the gradients are infinite or not numbers.
        case overflow
        case zeroGradients
        case equalGradients
    }

    /// Maximum half-width of the interval of the signal, the squared norm of the true gradient, relative to it; the
    /// signal is the part that is hard to estimate.
    private static let widest = 0.5
    private static let mostBlocks = 25
    private static let leastBlocks = 5

    /// Estimates the scale from pairs of one stretch of a training, in their order.
    ///
    /// The interval is Fieller's (1954) for a ratio of two means, over the means of blocks of neighbours: adjacent
    /// steps of a training are more alike than distant ones.
    package init(_ pairs: [GradientPair]) {
        guard !pairs.isEmpty else {
            self = .insufficient(moreNeeded: nil)
            return
        }
        let finite = pairs.filter(\.isFinite)
        guard 2 * finite.count > pairs.count else {
            self = .undefined(.overflow)
            return
        }
        guard finite.contains(where: { $0.signal != 0 || $0.noise != 0 }) else {
            self = .undefined(.zeroGradients)
            return
        }
        let blocks = Self.blocks(finite)
        guard blocks.count >= Self.leastBlocks else {
            self = .insufficient(moreNeeded: Self.leastBlocks - blocks.count)
            return
        }
        self = Self.ratio(blocks, observations: finite.count)
    }

    private static func blocks(_ pairs: [GradientPair]) -> [GradientPair] {
        let size = max(1, (pairs.count + mostBlocks - 1) / mostBlocks)
        return stride(from: 0, to: pairs.count - pairs.count % size, by: size).map { start in
            let block = pairs[start..<start + size]
            return GradientPair(
                signal: block.reduce(0) { $0 + $1.signal } / Double(size),
                noise: block.reduce(0) { $0 + $1.noise } / Double(size)
            )
        }
    }

    private static func ratio(_ blocks: [GradientPair], observations: Int) -> NoiseScale {
        let count = Double(blocks.count)
        let signal = blocks.reduce(0) { $0 + $1.signal } / count
        let noise = blocks.reduce(0) { $0 + $1.noise } / count
        // The variances and the covariance of the two means.
        var (signalVariance, noiseVariance, covariance) = (0.0, 0.0, 0.0)
        for block in blocks {
            let (a, b) = (block.signal - signal, block.noise - noise)
            signalVariance += a * a
            noiseVariance += b * b
            covariance += a * b
        }
        let scale = count * (count - 1)
        (signalVariance, noiseVariance, covariance) = (
            signalVariance / scale, noiseVariance / scale, covariance / scale
        )

        let t = StudentT.quantile(0.975, degreesOfFreedom: count - 1)
        let reach = t * signalVariance.squareRoot()
        guard signal > 0, reach <= widest * signal else {
            return .insufficient(moreNeeded: moreNeeded(signal: signal, reach: reach, t: t, observations: observations))
        }
        guard noise > 0 else { return .undefined(.equalGradients) }
        let a = signal * signal - t * t * signalVariance
        let b = signal * noise - t * t * covariance
        let c = noise * noise - t * t * noiseVariance
        let root = max(0, b * b - a * c).squareRoot()
        return .known(Interval(value: noise / signal, low: max(0, (b - root) / a), high: (b + root) / a))
    }

    /// Number of further observations needed, if they are like the present ones.
    ///
    /// A signal that cannot be distinguished from zero may be anything up to its reach, so this is a lower bound.
    private static func moreNeeded(signal: Double, reach: Double, t: Double, observations: Int) -> Int? {
        let likely = max(signal, reach / t)
        guard likely > 0, reach.isFinite else { return nil }
        let ratio = reach / (widest * likely)
        let needed = (Double(observations) * (ratio * ratio - 1)).rounded(.up)
        return needed.isFinite && needed < 1e9 ? max(1, Int(needed)) : nil
    }
}
