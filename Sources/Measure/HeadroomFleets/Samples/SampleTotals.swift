/// The samples of many devices, each summed under its name.
struct SampleTotals {
    private var places: [String: Int] = [:]
    private(set) var names: [String] = []
    private(set) var sums: [SampleSum] = []
    private var clocks: [SampleClock] = []

    /// The place of a device, which is new where no sample had its name.
    mutating func place(of name: String) -> Int {
        if let place = places[name] { return place }
        let place = names.count
        places[name] = place
        names.append(name)
        sums.append(SampleSum())
        clocks.append(SampleClock())
        return place
    }

    /// - Parameters:
    ///   - time: in ms; nil where the row has none.
    ///   - percent: from 0 to 100.
    mutating func add(_ percent: Double, at time: Int64?, to place: Int) {
        sums[place].add(percent)
        if let time { clocks[place].add(time) }
    }

    /// Ends a file: its samples stand for its median interval, which is returned, in s.
    mutating func endFile() -> Double {
        let interval = SampleClock.interval(of: clocks)
        endFile(interval: interval)
        return interval
    }

    /// Ends a file whose samples each stand for a known interval, in s.
    mutating func endFile(interval: Double) {
        for place in sums.indices {
            sums[place].endFile(interval: interval)
            clocks[place] = SampleClock()
        }
    }

    /// The devices with samples, by name.
    var all: [(name: String, sum: SampleSum)] {
        zip(names, sums).filter { !$0.1.isEmpty }.map { (name: $0.0, sum: $0.1) }.sorted { $0.name < $1.name }
    }
}
