import HeadroomCore

/// A log of `nvidia-smi --query-gpu=... --format=csv`, one sample of one GPU a row.
///
/// The columns are found by their names (`timestamp, index, uuid, name, utilization.gpu [%], ...`), with units or
/// without. A log without a header has to have these five columns first, in this order.
struct NvidiaSMIReader: FleetReader {
    let unit = SurveySource.Unit.gpus
    let kind = UtilizationKind.gpuUtilization
    private var gpus = SampleTotals()
    /// Names of the models, by the place of a GPU.
    private var models: [String] = []

    private struct Places {
        var time: Int
        var index: Int?
        var uuid: Int?
        var model: Int?
        var utilization: Int
        var count: Int
        /// Whether rows may have more columns, whose names are not known.
        var isGuess = false
    }

    mutating func read(_ file: FleetFile, into log: inout RowLog) throws(FleetError) {
        var known: Places?
        try LineReader.forEach(file) { (line) throws(FleetError) in
            guard !line.bytes.isEmpty else { return }
            if let header = Self.header(line) {
                // A logger that was started again writes its header again, perhaps with other columns.
                known = header
                return
            }
            if known == nil { known = Self.withoutHeader(line) }
            guard let places = known else {
                let names = ["timestamp", "index or uuid", "utilization.gpu"]
                throw Columns.wrong(file, line, format: .nvidiaSMI, names: names)
            }
            log.countRow()
            let fields = Fields.split(line.bytes)
            guard fields.count == places.count || places.isGuess && fields.count > places.count else {
                return log.countBroken(line: line.number, "\(fields.count) fields in place of \(places.count)")
            }
            guard let time = TimeText.milliseconds(fields[places.time]) else {
                return log.countBroken(line: line.number, "'\(Fields.short(fields[places.time]))' is no time")
            }
            let index = places.index.map { Fields.text(fields[$0]) }
            let uuid = places.uuid.map { Fields.text(fields[$0]) }
            // Without a UUID, GPUs of two files are not the same.
            let name = uuid ?? "\(file.path) GPU \(index ?? "")"
            switch Fields.percent(fields[places.utilization]) {
            case .missing: log.countWithout()
            case .broken(let why): log.countBroken(line: line.number, why)
            case .value(let percent):
                let place = gpus.place(of: name)
                if place == models.count { models.append(places.model.map { Fields.text(fields[$0]) } ?? "GPU") }
                gpus.add(percent, at: time, to: place)
                log.spread.add(percent)
            }
        }
        log.spread.endFile(interval: gpus.endFile())
    }

    /// The columns, where the line names them.
    private static func header(_ line: LineReader.Line) -> Places? {
        // Rows begin with a digit or a capital letter.
        guard let first = Fields.trimmed(line.bytes).first, (97...122).contains(first) else { return nil }
        let columns = Columns(line.bytes)
        guard let time = columns["timestamp"], let utilization = columns["utilization.gpu"] else { return nil }
        let index = columns["index"]
        let uuid = columns["uuid"] ?? columns["gpu_uuid"]
        guard index != nil || uuid != nil else { return nil }
        let model = columns["name"] ?? columns["gpu_name"]
        return Places(
            time: time,
            index: index,
            uuid: uuid,
            model: model,
            utilization: utilization,
            count: columns.count
        )
    }

    /// The columns that a log without a header has to have, where its first line looks so.
    private static func withoutHeader(_ line: LineReader.Line) -> Places? {
        let fields = Fields.split(line.bytes)
        guard fields.count >= 5, TimeText.milliseconds(fields[0]) != nil, Fields.number(fields[1]) != nil,
            Fields.text(fields[2]).hasPrefix("GPU-"), Fields.number(fields[3]) == nil
        else { return nil }
        if case .broken = Fields.percent(fields[4]) { return nil }
        return Places(time: 0, index: 1, uuid: 2, model: 3, utilization: 4, count: 5, isGuess: true)
    }

    func runs() -> [SurveyedRun] {
        zip(gpus.names, zip(gpus.sums, models)).filter { !$0.1.0.isEmpty }.map { name, gpu in
            SurveyedRun(gpu: name, user: nil, gpu.0, device: gpu.1)
        }.sorted { $0.job < $1.job }
    }
}
