/// The interval between samples, from the gaps between the earliest times, in fixed memory.
///
/// It does not depend on the order in which the times come.
struct SampleClock {
    private static let most = 32

    /// The earliest distinct times, in ascending order, in ms.
    private var times: [Int64] = []

    mutating func add(_ time: Int64) {
        if times.count == Self.most, let last = times.last, time >= last { return }
        var place = times.count
        while place > 0, times[place - 1] >= time { place -= 1 }
        if place < times.count, times[place] == time { return }
        times.insert(time, at: place)
        if times.count > Self.most { times.removeLast() }
    }

    /// Gaps between the earliest times, in s.
    var gaps: [Double] { zip(times, times.dropFirst()).map { Double($1 - $0) / 1000 } }

    /// Median gap of the clocks of all devices in a file, in s; 0 where no device has two times.
    static func interval(of clocks: some Sequence<SampleClock>) -> Double {
        let gaps = clocks.flatMap(\.gaps).sorted()
        return gaps.isEmpty ? 0 : gaps[(gaps.count - 1) / 2]
    }
}
