/// Wyrand: random numbers in a handful of instructions, of which many can be under way at once.
///
/// W. Yi, "wyhash", its generator in the form of version 4. Its state is a counter; so, unlike with a xorshift, a number
/// does not have to wait for the one before it.
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
