/// NumPy's default random number generator: PCG64 (XSL-RR, 128 bits), seeded through `SeedSequence`.
///
/// The same seed gives the same numbers as `numpy.random.default_rng(seed)`, so that a seeded episode equals
/// Gymnasium's. M. E. O'Neill, "PCG: A Family of Simple Fast Space-Efficient Statistically Good Algorithms for Random
/// Number Generation", 2014. A copy continues exactly as the original would.
public struct PCG64: RandomNumberGenerator, Sendable, Equatable {
    private var state: UInt128
    private let increment: UInt128
    /// The upper half of the last 64-bit word, where only its lower half has been used.
    private var spareHalf: UInt32?

    private static let multiplier: UInt128 = 2_549_297_995_355_413_924 << 64 | 4_865_540_595_714_422_341

    /// Seeds the generator as `numpy.random.default_rng(seed)` does.
    public init(seed: UInt64) {
        let words = SeedSequence(seed).state(count: 4)
        increment = (UInt128(words[2]) << 64 | UInt128(words[3])) << 1 | 1
        state = increment &+ (UInt128(words[0]) << 64 | UInt128(words[1]))
        advance()
    }

    private mutating func advance() {
        state = state &* Self.multiplier &+ increment
    }

    /// The next 64 bits.
    public mutating func next() -> UInt64 {
        advance()
        let word = UInt64(truncatingIfNeeded: state >> 64) ^ UInt64(truncatingIfNeeded: state)
        let rotation = UInt64(truncatingIfNeeded: state >> 122)
        return word >> rotation | word << ((64 &- rotation) & 63)
    }

    /// The next 32 bits: a 64-bit word yields two, the lower half first.
    mutating func nextHalf() -> UInt32 {
        if let half = spareHalf {
            spareHalf = nil
            return half
        }
        let word: UInt64 = next()
        spareHalf = UInt32(truncatingIfNeeded: word >> 32)
        return UInt32(truncatingIfNeeded: word)
    }

    /// A number in [0, 1), like `Generator.random()`.
    public mutating func random() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    /// A number between two bounds, like `Generator.uniform(low, high)`.
    public mutating func uniform(from low: Double, to high: Double) -> Double {
        low + (high - low) * random()
    }

    /// An integer from 0 to `bound - 1`, like `Generator.integers(bound)` and `Generator.choice`.
    ///
    /// D. Lemire, "Fast Random Integer Generation in an Interval", 2019, with 32 bits where they suffice, as in NumPy.
    /// A bound below 2 draws nothing.
    public mutating func integer(below bound: Int) -> Int {
        guard bound > 1 else { return 0 }
        let range = UInt64(bound)
        if range > 1 << 32 { return Int(next(upperBound: range)) }
        if range == 1 << 32 { return Int(nextHalf()) }
        var product = UInt64(nextHalf()) &* range
        if UInt64(UInt32(truncatingIfNeeded: product)) < range {
            let threshold = (1 << 32 - range) % range
            while UInt64(UInt32(truncatingIfNeeded: product)) < threshold {
                product = UInt64(nextHalf()) &* range
            }
        }
        return Int(product >> 32)
    }

    /// The 64-bit variant of Lemire's method.
    private mutating func next(upperBound range: UInt64) -> UInt64 {
        var product = next().multipliedFullWidth(by: range)
        if product.low < range {
            let threshold = (0 &- range) % range
            while product.low < threshold { product = next().multipliedFullWidth(by: range) }
        }
        return product.high
    }
}

extension PCG64: Codable {
    private enum CodingKeys: String, CodingKey {
        case stateHigh, stateLow, incrementHigh, incrementLow, spareHalf
    }

    /// Decodes a generator.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        func word(_ high: CodingKeys, _ low: CodingKeys) throws -> UInt128 {
            UInt128(try values.decode(UInt64.self, forKey: high)) << 64
                | UInt128(try values.decode(UInt64.self, forKey: low))
        }
        state = try word(.stateHigh, .stateLow)
        increment = try word(.incrementHigh, .incrementLow)
        spareHalf = try values.decodeIfPresent(UInt32.self, forKey: .spareHalf)
        guard increment & 1 == 1 else {
            throw DecodingError.dataCorruptedError(
                forKey: .incrementLow,
                in: values,
                debugDescription: "the increment of a PCG64 generator is odd; this one is even"
            )
        }
    }

    /// Encodes the state as 64-bit words, which every coder supports.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(UInt64(truncatingIfNeeded: state >> 64), forKey: .stateHigh)
        try values.encode(UInt64(truncatingIfNeeded: state), forKey: .stateLow)
        try values.encode(UInt64(truncatingIfNeeded: increment >> 64), forKey: .incrementHigh)
        try values.encode(UInt64(truncatingIfNeeded: increment), forKey: .incrementLow)
        try values.encodeIfPresent(spareHalf, forKey: .spareHalf)
    }
}
