import FoundationEssentials

/// The log of jobs of the Philly traces: which job had which GPU of which machine, and when.
struct PhillyJobs {
    struct Job {
        var id: String
        var user: String?
    }

    private struct Use {
        /// ms since 1970; the end is not included.
        var start: Int64
        var end: Int64
        var job: Int
    }

    private(set) var jobs: [Job] = []
    /// By `m29 gpu0`, in ascending order of their starts once they were ``sort()``ed.
    private var uses: [String: [Use]] = [:]
    /// The longest use of each GPU, in ms, beyond which no earlier one can reach.
    private var longest: [String: Int64] = [:]

    private struct Entry: Decodable {
        var jobid: String
        var user: String?
        var attempts: [Attempt]?

        struct Attempt: Decodable {
            var startTime: String?
            var endTime: String?
            var detail: [Place]?

            enum CodingKeys: String, CodingKey {
                case startTime = "start_time"
                case endTime = "end_time"
                case detail
            }
        }

        struct Place: Decodable {
            var ip: String
            var gpus: [String]
        }
    }

    mutating func read(_ file: FleetFile, into log: inout RowLog) throws(FleetError) {
        var objects = JSONObjects()
        try LineReader.forEachPiece(file) { (piece) throws(FleetError) in
            try objects.add(piece) { (object, line) throws(FleetError) in
                log.countRow()
                guard let object, let entry = try? JSONDecoder().decode(Entry.self, from: Data(object)) else {
                    return log.countBroken(line: line, "no job with jobid and attempts")
                }
                add(entry)
            }
        }
        if !objects.isAtEnd {
            log.countRow()
            log.countBroken(line: 0, "the last job is cut off")
        }
    }

    private mutating func add(_ entry: Entry) {
        let job = jobs.count
        let user = entry.user.flatMap { $0.isEmpty || $0 == "None" ? nil : $0 }
        jobs.append(Job(id: entry.jobid, user: user))
        for attempt in entry.attempts ?? [] {
            // An attempt without a start is an error of the log; one without an end still ran.
            guard let start = attempt.startTime.flatMap({ PacificTime.milliseconds(ArraySlice($0.utf8)) }) else {
                continue
            }
            let end = attempt.endTime.flatMap { PacificTime.milliseconds(ArraySlice($0.utf8)) } ?? .max
            guard end > start else { continue }
            for place in attempt.detail ?? [] {
                for gpu in place.gpus {
                    let name = "\(place.ip) \(gpu)"
                    uses[name, default: []].append(Use(start: start, end: end, job: job))
                    longest[name] = max(longest[name] ?? 0, end == .max ? .max : end - start)
                }
            }
        }
    }

    /// Puts the uses of each GPU in order; needed before the first ``job(on:at:)``.
    mutating func sort() {
        for name in uses.keys { uses[name]?.sort { ($0.start, $0.end, $0.job) < ($1.start, $1.end, $1.job) } }
    }

    /// The job that had a GPU at a time, in ms; the one that began last, should the log have several.
    func job(on gpu: String, at time: Int64) -> Int? {
        guard let uses = uses[gpu], let longest = longest[gpu] else { return nil }
        var (low, high) = (0, uses.count)
        while low < high {
            let middle = (low + high) / 2
            if uses[middle].start <= time { low = middle + 1 } else { high = middle }
        }
        while low > 0 {
            low -= 1
            if uses[low].end > time { return uses[low].job }
            if time - uses[low].start >= longest { return nil }
        }
        return nil
    }
}
