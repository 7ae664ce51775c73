/// Wyrand: a random number generator of few instructions, with instruction-level parallelism.
///
/// W. Yi, "wyhash", the generator of version 4. Its state is a counter, so, unlike with xorshift, a number does not
/// depend on the previous one.
struct FastGenerator: RandomNumberGenerator, Sendable, Equatable, Codable {
    private(set) var state: UInt64

    init(seed: UInt64) { state = seed }

    @inline(__always)
    mutating func next() -> UInt64 {
        state &+= 0x2d35_8dcc_aa6c_78a5
        let product = state.multipliedFullWidth(by: state ^ 0x8bb8_4b93_962e_acc9)
        return product.high ^ product.low
    }
}
