import HeadroomSystem
import Synchronization

/// Read bandwidth of the host memory.
package enum MemoryBandwidth {
    private static let rounds = 3

    /// Reads more memory than fits in the caches on every usable CPU, in about a twentieth of a second.
    ///
    /// - Returns: bytes per second, of the median round.
    package static func measure(threads: Int, cacheBytes: Int) -> Double? {
        let threads = max(1, min(threads, 256))
        let each = max(16 << 20, 2 * cacheBytes / threads) / 64 * 64
        let rates = Mutex<[[Double]]>([])
        for _ in 0..<threads {
            Thread.start {
                let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: each, alignment: 64)
                defer { buffer.deallocate() }
                // Writing allocates the pages.
                buffer.initializeMemory(as: UInt8.self, repeating: 1)
                let words = buffer.bindMemory(to: SIMD8<UInt64>.self)
                var times: [Double] = []
                var sum = SIMD8<UInt64>()
                for _ in 0..<rounds {
                    let started = MonotonicClock.seconds()
                    for word in words { sum &+= word }
                    times.append(MonotonicClock.seconds() - started)
                }
                rates.withLock { $0.append(sum[0] == 0 ? [] : times.map { Double(each) / $0 }) }
            }
        }
        let deadline = MonotonicClock.seconds() + 10
        while rates.withLock({ $0.count }) < threads {
            guard MonotonicClock.seconds() < deadline else { return nil }
            Thread.sleep(seconds: 0.002)
        }
        // Sum over the threads of one round; a single fast round overestimates if a thread was late.
        let byRound = rates.withLock { rates in (0..<rounds).map { round in rates.map { $0[round] }.reduce(0, +) } }
        return byRound.sorted()[rounds / 2]
    }
}
