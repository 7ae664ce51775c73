/// The output of `sacct -P`: a row for each job, its fields apart by bars.
enum SlurmTable {
    /// What the surveys take from a row.
    struct Job {
        var id: String
        /// nil where the field is empty.
        var user: String?
        var seconds: Double
        /// 0 for a job without GPUs, or whose resources are not told.
        var gpus: Int
        /// Name of its GPUs, where `AllocTRES` has it.
        var device: String
        /// `AdminComment` or `Comment`, without spaces around.
        var comment: ArraySlice<UInt8>
    }

    private static let bar = UInt8(ascii: "|")

    /// Calls `body` for each job of a file; steps of jobs are passed over.
    static func forEachJob(
        _ file: FleetFile,
        comment name: String,
        format: FleetFormat,
        into log: inout RowLog,
        _ body: (Job, _ line: Int, inout RowLog) throws(FleetError) -> Void
    ) throws(FleetError) {
        let names = ["JobID", "User", "Elapsed", "AllocTRES", name]
        var found: Columns?
        var header: [UInt8] = []
        try LineReader.forEach(file) { (line) throws(FleetError) in
            guard let columns = found, let id = columns["JobID"], let user = columns["User"],
                let elapsed = columns["Elapsed"], let resources = columns["AllocTRES"], let comment = columns[name]
            else {
                found = try Columns.require(names, in: line, of: file, format: format, at: bar)
                header = Array(line.bytes)
                return
            }
            // Outputs that were joined have their headers between the rows.
            guard !line.bytes.isEmpty, !line.bytes.elementsEqual(header) else { return }
            log.countRow()
            guard !line.isCut else { return log.countBroken(line: line.number, "the line is too long") }
            var fields = line.bytes.split(separator: bar, omittingEmptySubsequences: false)
            // With -p in place of -P each row ends with a bar.
            if fields.count == columns.count + 1, fields.last?.isEmpty == true { fields.removeLast() }
            guard fields.count == columns.count else {
                return log.countBroken(
                    line: line.number,
                    "\(fields.count) fields in place of \(columns.count): '\(line.start)'"
                )
            }
            let name = Fields.text(fields[id])
            guard !name.isEmpty else { return log.countBroken(line: line.number, "no job in '\(line.start)'") }
            if name.contains(".") { return }
            guard let seconds = TimeText.slurmSeconds(fields[elapsed]) else {
                return log.countBroken(line: line.number, "'\(Fields.short(fields[elapsed]))' is no elapsed time")
            }
            let who = Fields.text(fields[user])
            let (gpus, device) = gpus(Fields.text(fields[resources]))
            let job = Job(
                id: name,
                user: who.isEmpty ? nil : who,
                seconds: seconds,
                gpus: gpus,
                device: device,
                comment: Fields.trimmed(fields[comment])
            )
            try body(job, line.number, &log)
        }
    }

    /// Number and name of the GPUs in `billing=8,cpu=8,gres/gpu:a100=2,gres/gpu=2,mem=64G,node=1`.
    static func gpus(_ resources: String) -> (count: Int, device: String) {
        var total = 0
        var named: [(name: String, count: Int)] = []
        for resource in resources.split(separator: ",") {
            let parts = resource.split(separator: "=")
            guard parts.count == 2, let count = Int(parts[1]), (0...1_000_000).contains(count) else { continue }
            if parts[0] == "gres/gpu" {
                total = count
            } else if parts[0].hasPrefix("gres/gpu:") {
                named.append((String(parts[0].dropFirst("gres/gpu:".count)), count))
            }
        }
        let device = named.map(\.name).sorted().joined(separator: " + ")
        return (max(total, named.reduce(0) { $0 + $1.count }), device.isEmpty ? "GPU" : device)
    }
}
