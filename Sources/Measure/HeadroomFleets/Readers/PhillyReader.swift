import HeadroomCore

/// Microsoft's Philly traces: the utilization of each GPU once a minute, joined with the log of jobs by machine, GPU
/// and time (github.com/msr-fiddle/philly-traces, README.md).
///
/// `2017-10-03 00:08:00 PDT,m29,60.8,99.366666667,...,100.0,` with a comma at the end, and `NA` where a GPU was
/// offline. Without the log of jobs, a run is a GPU. The distribution of samples is over all GPUs, idle ones included.
struct PhillyReader: FleetReader {
    private var jobs = PhillyJobs()
    private var hasJobs = false
    /// By job, or by GPU without a log of jobs.
    private var sums: [SampleSum] = []
    private var gpus = SampleTotals()

    private static let interval = 60.0

    let kind = UtilizationKind.gpuUtilization
    var unit: SurveySource.Unit { hasJobs ? .jobs : .gpus }

    private static func isJobLog(_ file: FleetFile) -> Bool { file.name.contains("job_log") }

    func ordered(_ files: [FleetFile]) throws(FleetError) -> [FleetFile] {
        let logs = files.filter(Self.isJobLog)
        guard logs.count < files.count else {
            throw FleetError(
                "there is no utilization in \(files.map(\.path).joined(separator: ", "))",
                hint: "expected is \(FleetFormat.philly.expected)"
            )
        }
        return logs + files.filter { !Self.isJobLog($0) }
    }

    mutating func read(_ file: FleetFile, into log: inout RowLog) throws(FleetError) {
        if Self.isJobLog(file) {
            try jobs.read(file, into: &log)
            jobs.sort()
            hasJobs = true
            sums = Array(repeating: SampleSum(), count: jobs.jobs.count)
            return
        }
        try LineReader.forEach(file) { (line) throws(FleetError) in
            guard !line.bytes.isEmpty else { return }
            var fields = Fields.split(line.bytes)
            if line.number == 1, Fields.text(fields[0]).lowercased() == "time" { return }
            if line.number == 1, fields.count < 3 || PacificTime.milliseconds(fields[0]) == nil {
                let names = ["time", "machineId", "gpu0_util", "gpu7_util"]
                throw Columns.wrong(file, line, format: .philly, names: names)
            }
            log.countRow()
            // Each row ends with a comma.
            if fields.count > 3, fields.last?.isEmpty == true { fields.removeLast() }
            guard (3...10).contains(fields.count) else {
                return log.countBroken(line: line.number, "\(fields.count) fields in place of 3 to 10")
            }
            guard let time = PacificTime.milliseconds(fields[0]) else {
                return log.countBroken(line: line.number, "'\(Fields.short(fields[0]))' is no time of PDT or PST")
            }
            let machine = Fields.text(fields[1])
            var figures: [Double?] = []
            for field in fields[2...] {
                switch Fields.percent(field) {
                case .missing: figures.append(nil)
                case .broken(let why): return log.countBroken(line: line.number, why)
                case .value(let percent): figures.append(percent)
                }
            }
            if figures.allSatisfy({ $0 == nil }) { log.countWithout() }
            for (gpu, percent) in figures.enumerated() {
                guard let percent else { continue }
                log.spread.add(percent)
                let name = "\(machine) gpu\(gpu)"
                if !hasJobs {
                    gpus.add(percent, at: nil, to: gpus.place(of: name))
                } else if let job = jobs.job(on: name, at: time) {
                    sums[job].add(percent)
                }
            }
        }
        for place in sums.indices { sums[place].endFile(interval: Self.interval) }
        gpus.endFile(interval: Self.interval)
        log.spread.endFile(interval: Self.interval)
    }

    func runs() -> [SurveyedRun] {
        guard hasJobs else { return gpus.all.map { SurveyedRun(gpu: $0.name, user: nil, $0.sum) } }
        return zip(jobs.jobs, sums).map { SurveyedRun(gpu: $0.id, user: $0.user, $1) }.sorted { $0.job < $1.job }
    }
}
