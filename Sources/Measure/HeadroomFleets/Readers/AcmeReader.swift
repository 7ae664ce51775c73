import HeadroomCore

/// AcmeTrace: a column for each GPU and a row for each 15 s, in percent (github.com/InternLM/AcmeTrace).
///
/// The file's name says what it has: `GPU_UTIL.csv` the driver's utilization, `SM_ACTIVE.csv` the activity of the
/// multiprocessors. An empty field is a GPU without a figure.
struct AcmeReader: FleetReader {
    let unit = SurveySource.Unit.gpus
    private(set) var kind = UtilizationKind.gpuUtilization
    private var gpus = SampleTotals()

    private static func kind(of file: FleetFile) -> UtilizationKind? {
        if file.name.contains("GPU_UTIL") { return .gpuUtilization }
        return file.name.contains("SM_ACTIVE") ? .smActivity : nil
    }

    func ordered(_ files: [FleetFile]) throws(FleetError) -> [FleetFile] {
        for file in files where Self.kind(of: file) == nil {
            throw FleetError(
                "\(file.path) has neither GPU_UTIL nor SM_ACTIVE in its name, which says what its figures are",
                hint: "expected is \(FleetFormat.acme.expected)"
            )
        }
        let drivers = files.first { Self.kind(of: $0) == .gpuUtilization }
        let activity = files.first { Self.kind(of: $0) == .smActivity }
        if let drivers, let activity {
            throw FleetError(
                "\(drivers.path) has the driver's GPU utilization and \(activity.path) the activity of the "
                    + "multiprocessors: figures of two kinds are not joined",
                hint: "survey each by itself"
            )
        }
        return files
    }

    mutating func read(_ file: FleetFile, into log: inout RowLog) throws(FleetError) {
        kind = Self.kind(of: file) ?? kind
        var places: [Int] = []
        var clock = SampleClock()
        try LineReader.forEach(file) { (line) throws(FleetError) in
            if line.number == 1 {
                let names = Fields.split(line.bytes).map { Fields.text($0) }
                guard names.count >= 2, names[0] == "Time", !line.isCut else {
                    throw Columns.wrong(file, line, format: .acme, names: ["Time", "one of each GPU"])
                }
                places = names.dropFirst().map { gpus.place(of: $0) }
                return
            }
            guard !line.bytes.isEmpty else { return }
            log.countRow()
            let fields = Fields.split(line.bytes)
            guard fields.count == places.count + 1 else {
                return log.countBroken(line: line.number, "\(fields.count) fields in place of \(places.count + 1)")
            }
            guard let time = TimeText.milliseconds(fields[0]) else {
                return log.countBroken(line: line.number, "'\(Fields.short(fields[0]))' is no time")
            }
            var figures: [Double?] = []
            for field in fields.dropFirst() {
                switch Fields.percent(field) {
                case .missing: figures.append(nil)
                case .broken(let why): return log.countBroken(line: line.number, why)
                case .value(let percent): figures.append(percent)
                }
            }
            clock.add(time)
            if figures.allSatisfy({ $0 == nil }) { log.countWithout() }
            for (place, percent) in zip(places, figures) {
                guard let percent else { continue }
                gpus.add(percent, at: nil, to: place)
                log.spread.add(percent)
            }
        }
        let interval = SampleClock.interval(of: [clock])
        gpus.endFile(interval: interval)
        log.spread.endFile(interval: interval)
    }

    func runs() -> [SurveyedRun] {
        gpus.all.map { name, sum in
            SurveyedRun(gpu: name, user: nil, sum)
        }
    }
}
