import RealModule

extension SeededGenerator {
    /// Creates a generator for one purpose, independent of the generators for other purposes with the same seed.
    package init(seed: UInt64, purpose: StaticString) {
        // The FNV-1a hash (Fowler, Noll and Vo) of the purpose separates the states.
        let hash = purpose.withUTF8Buffer { bytes in
            bytes.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        }
        var mixer = SeededGenerator(seed: seed ^ hash)
        self.init(seed: mixer.next())
    }
}

extension RandomNumberGenerator {
    /// Uniform draw from the open interval from 0 to 1.
    private mutating func openUnit() -> Double {
        (Double(next() >> 11) + 0.5) * 0x1p-53
    }

    /// Draw from the standard normal distribution (Box and Muller, 1958).
    package mutating func normal() -> Double {
        (-2 * Double.log(openUnit())).squareRoot() * Double.cos(2 * .pi * openUnit())
    }

    /// Logarithm of a draw from the gamma distribution of scale 1 (Marsaglia and Tsang, 2000).
    ///
    /// In logarithms, since draws for a small shape underflow.
    package mutating func logGamma(shape: Double) -> Double {
        if shape < 1 { return logGamma(shape: shape + 1) + Double.log(openUnit()) / shape }
        let d = shape - 1.0 / 3
        let c = 1 / (9 * d).squareRoot()
        while true {
            let x = normal()
            let root = 1 + c * x
            guard root > 0 else { continue }
            let v = root * root * root
            if Double.log(openUnit()) < x * x / 2 + d - d * v + d * Double.log(v) { return Double.log(d * v) }
        }
    }

    /// Draw from the symmetric beta distribution, whose two shapes, above 0, are equal.
    package mutating func symmetricBeta(_ shape: Double) -> Double {
        let first = logGamma(shape: shape)
        return 1 / (1 + Double.exp(logGamma(shape: shape) - first))
    }
}
