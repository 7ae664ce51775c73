import HeadroomCore

/// Alibaba's GenTD26: the duty cycle of each pod's GPU, one sample a row.
///
/// `value,timestamp_anon,container_ip`, in percent and seconds
/// (github.com/alibaba/clusterdata, cluster-trace-v2026-GenAI/README.md, 4.2).
struct GenTD26Reader: FleetReader {
    let unit = SurveySource.Unit.pods
    let kind = UtilizationKind.dutyCycle
    private var pods = SampleTotals()

    private static let names = ["value", "timestamp_anon", "container_ip"]

    mutating func read(_ file: FleetFile, into log: inout RowLog) throws(FleetError) {
        // The other tables of the data set have the same columns.
        let others = ["pod_memory_util", "pod_gpu_memory_used", "queue_", "qps", "model_predict", "pipeline_", "lora_"]
        if others.contains(where: file.name.hasPrefix) {
            throw FleetError(
                "\(file.path) has other figures than the utilization of GPUs, by its name",
                hint: "expected is \(FleetFormat.gentd26.expected)"
            )
        }
        var columns: (value: Int, time: Int, pod: Int)?
        var width = 0
        try LineReader.forEach(file) { (line) throws(FleetError) in
            guard let places = columns else {
                let found = try Columns.require(Self.names, in: line, of: file, format: .gentd26)
                columns = (found["value"] ?? 0, found["timestamp_anon"] ?? 1, found["container_ip"] ?? 2)
                width = found.count
                return
            }
            guard !line.bytes.isEmpty else { return }
            log.countRow()
            let fields = Fields.split(line.bytes)
            guard fields.count == width else {
                return log.countBroken(line: line.number, "\(fields.count) fields in place of \(width)")
            }
            let pod = Fields.text(fields[places.pod])
            guard let time = TimeText.milliseconds(fields[places.time]), !pod.isEmpty else {
                return log.countBroken(line: line.number, "no time or no pod in '\(line.start)'")
            }
            switch Fields.percent(fields[places.value]) {
            case .missing: log.countWithout()
            case .broken(let why): log.countBroken(line: line.number, why)
            case .value(let percent):
                pods.add(percent, at: time, to: pods.place(of: pod))
                log.spread.add(percent)
            }
        }
        log.spread.endFile(interval: pods.endFile())
    }

    func runs() -> [SurveyedRun] {
        pods.all.map { name, sum in
            SurveyedRun(gpu: name, user: nil, sum)
        }
    }
}
