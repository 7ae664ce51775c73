import HeadroomCore

/// The MIT SuperCloud data set: samples of each job's GPUs, a file for each job and node, and Slurm's log
/// (github.com/MIT-AI-Accelerator/MIT-Supercloud-Dataset).
///
/// `gpu/.../JOB-NODE.csv` has the columns `timestamp,gpu_index,utilization_gpu_pct,...`, `slurm-log.csv` has
/// `id_job,id_user,...`.
struct SuperCloudReader: FleetReader {
    let unit = SurveySource.Unit.jobs
    let kind = UtilizationKind.gpuUtilization
    private var users: [String: String] = [:]
    private var jobs: [String: SampleSum] = [:]

    private static func isLog(_ file: FleetFile) -> Bool { file.name.hasPrefix("slurm-log") }

    /// The job of a file of samples, by its name.
    private static func job(of file: FleetFile) -> String? {
        let digits = file.name.prefix { $0.isASCII && $0.isNumber }
        return digits.isEmpty || file.name.dropFirst(digits.count).first != "-" ? nil : String(digits)
    }

    func ordered(_ files: [FleetFile]) throws(FleetError) -> [FleetFile] {
        let logs = files.filter(Self.isLog)
        let samples = files.filter { !Self.isLog($0) }
        for file in samples where Self.job(of: file) == nil {
            throw FleetError(
                "\(file.path) does not begin with the number of a job, by its name, as 4074251073298-r9189566.csv does",
                hint: "expected is \(FleetFormat.supercloud.expected)"
            )
        }
        guard !samples.isEmpty else {
            throw FleetError(
                "there is no utilization in \(files.map(\.path).joined(separator: ", "))",
                hint: "expected is \(FleetFormat.supercloud.expected)"
            )
        }
        return logs + samples
    }

    mutating func read(_ file: FleetFile, into log: inout RowLog) throws(FleetError) {
        if let job = Self.job(of: file) { try readSamples(file, of: job, &log) } else { try readLog(file, &log) }
    }

    private mutating func readLog(_ file: FleetFile, _ log: inout RowLog) throws(FleetError) {
        try Self.forEachRow(file, ["id_job", "id_user"], &log) { (fields, _, _) in
            let user = Fields.text(fields[1])
            if !user.isEmpty { users[Fields.text(fields[0])] = user }
        }
    }

    private mutating func readSamples(_ file: FleetFile, of job: String, _ log: inout RowLog) throws(FleetError) {
        var gpus = SampleTotals()
        var sum = jobs[job] ?? SampleSum()
        try Self.forEachRow(file, ["timestamp", "gpu_index", "utilization_gpu_pct"], &log) { (fields, line, log) in
            guard let time = TimeText.milliseconds(fields[0]) else {
                return log.countBroken(line: line, "'\(Fields.short(fields[0]))' is no time")
            }
            switch Fields.percent(fields[2]) {
            case .missing: log.countWithout()
            case .broken(let why): log.countBroken(line: line, why)
            case .value(let percent):
                gpus.add(percent, at: time, to: gpus.place(of: Fields.text(fields[1])))
                sum.add(percent)
                log.spread.add(percent)
            }
        }
        let interval = gpus.endFile()
        sum.endFile(interval: interval)
        log.spread.endFile(interval: interval)
        jobs[job] = sum
    }

    /// Calls `body` with the fields of the named columns of each row.
    private static func forEachRow(
        _ file: FleetFile,
        _ names: [String],
        _ log: inout RowLog,
        _ body: ([ArraySlice<UInt8>], _ line: Int, inout RowLog) -> Void
    ) throws(FleetError) {
        var places: [Int] = []
        var width = 0
        try LineReader.forEach(file) { (line) throws(FleetError) in
            if places.isEmpty {
                let columns = try Columns.require(names, in: line, of: file, format: .supercloud)
                places = names.compactMap { columns[$0] }
                width = columns.count
                return
            }
            guard !line.bytes.isEmpty else { return }
            log.countRow()
            let fields = Fields.split(line.bytes)
            guard fields.count == width else {
                return log.countBroken(line: line.number, "\(fields.count) fields in place of \(width)")
            }
            body(places.map { fields[$0] }, line.number, &log)
        }
    }

    func runs() -> [SurveyedRun] {
        jobs.sorted { $0.key < $1.key }.map { job, sum in
            SurveyedRun(gpu: job, user: users[job], sum)
        }
    }
}
