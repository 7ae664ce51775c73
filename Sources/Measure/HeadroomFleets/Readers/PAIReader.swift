import FoundationEssentials
import HeadroomCore

/// Alibaba's PAI (2020): the mean of each instance, with its user and its time from two other tables
/// (github.com/alibaba/clusterdata, cluster-trace-gpu-v2020/README.md).
///
/// The tables have no headers of their own; those beside them (`pai_sensor_table.header`) are taken where they are,
/// else the published order. `gpu_wrk_util` is in percent of one GPU, so an instance of two has up to 200; `plan_gpu`
/// is what was asked for, in the same unit. An instance is as long as its task.
struct PAIReader: FleetReader {
    let unit = SurveySource.Unit.instances
    let kind = UtilizationKind.gpuUtilization

    private enum Table: String, CaseIterable {
        case jobs = "pai_job_table"
        case tasks = "pai_task_table"
        case sensors = "pai_sensor_table"

        var header: String {
            switch self {
            case .jobs: "job_name,inst_id,user,status,start_time,end_time"
            case .tasks:
                "job_name,task_name,inst_num,status,start_time,end_time,plan_cpu,plan_mem,plan_gpu,gpu_type"
            case .sensors:
                "job_name,task_name,worker_name,inst_id,machine,gpu_name,cpu_usage,gpu_wrk_util,avg_mem,max_mem,"
                    + "avg_gpu_wrk_mem,max_gpu_wrk_mem,read,write,read_count,write_count"
            }
        }

        static func of(_ file: FleetFile) -> Table? { allCases.first { file.name.hasPrefix($0.rawValue) } }
    }

    private struct Task {
        var seconds: Double
        /// GPUs asked for: a part of one, or several.
        var gpus: Double
        var device: String
    }

    private var users: [String: String] = [:]
    private var tasks: [String: Task] = [:]
    private var instances: [SurveyedRun] = []

    func ordered(_ files: [FleetFile]) throws(FleetError) -> [FleetFile] {
        let tables = files.filter { !$0.name.hasSuffix(".header") }
        for file in files where Table.of(file) == nil {
            throw FleetError(
                "\(file.path) is none of the tables of PAI, by its name",
                hint: "expected is \(FleetFormat.pai.expected)"
            )
        }
        let sorted = Table.allCases.flatMap { table in tables.filter { Table.of($0) == table } }
        guard let last = sorted.last, Table.of(last) == .sensors else {
            throw FleetError(
                "there is no pai_sensor_table in \(files.map(\.path).joined(separator: ", "))",
                hint: "expected is \(FleetFormat.pai.expected)"
            )
        }
        return sorted
    }

    mutating func read(_ file: FleetFile, into log: inout RowLog) throws(FleetError) {
        guard let table = Table.of(file) else { return }
        let columns = try Self.columns(of: file, table)
        let published = ArraySlice(table.header.utf8)
        try LineReader.forEach(file) { (line) throws(FleetError) in
            if line.bytes.isEmpty || line.number == 1 && line.bytes.elementsEqual(published) { return }
            log.countRow()
            let fields = Fields.split(line.bytes)
            guard fields.count == columns.count else {
                return log.countBroken(line: line.number, "\(fields.count) fields in place of \(columns.count)")
            }
            func field(_ name: String) -> ArraySlice<UInt8> { columns[name].map { fields[$0] } ?? [] }
            let job = Fields.text(field("job_name"))
            guard !job.isEmpty else { return log.countBroken(line: line.number, "no job in '\(line.start)'") }
            switch table {
            case .jobs:
                let user = Fields.text(field("user"))
                if !user.isEmpty { users[job] = user }
            case .tasks:
                // A task that has not ended has no time.
                let start = Fields.number(field("start_time"))
                let end = Fields.number(field("end_time"))
                let seconds = start.flatMap { start in end.map { max(0, $0 - start) } } ?? 0
                let plan = Fields.number(field("plan_gpu")) ?? 0
                guard (0...1e6).contains(plan), seconds < 1e10 else {
                    return log.countBroken(line: line.number, "'\(line.start)' is no task")
                }
                let device = Fields.text(field("gpu_type"))
                let name = job + " " + Fields.text(field("task_name"))
                tasks[name] = Task(seconds: seconds, gpus: plan / 100, device: device.isEmpty ? "GPU" : device)
            case .sensors:
                switch Fields.percent(field("gpu_wrk_util"), most: 6400) {
                case .missing: log.countWithout()
                case .broken(let why): log.countBroken(line: line.number, why)
                case .value(let percent):
                    let task = tasks[job + " " + Fields.text(field("task_name"))]
                    let gpus = task?.gpus ?? 0
                    instances.append(
                        SurveyedRun(
                            user: users[job],
                            job: job,
                            device: task?.device ?? "GPU",
                            seconds: task?.seconds ?? 0,
                            deviceCount: gpus,
                            utilization: min(1, percent / 100 / max(1, gpus))
                        )
                    )
                }
            }
        }
    }

    /// The columns in the header beside a table, else those that are published.
    private static func columns(of file: FleetFile, _ table: Table) throws(FleetError) -> Columns {
        let folder = file.path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        let path = (folder.isEmpty ? "" : folder + "/") + table.rawValue + ".header"
        guard let header = FileManager.default.contents(atPath: path), header.count < 65_536 else {
            return Columns(ArraySlice(table.header.utf8))
        }
        let line = header.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
        let columns = Columns(ArraySlice(Array(line)))
        let needed = table == .sensors ? ["job_name", "task_name", "gpu_wrk_util"] : ["job_name"]
        guard columns.has(needed) else {
            throw FleetError("\(path) does not name the columns \(needed.joined(separator: ", "))")
        }
        return columns
    }

    func runs() -> [SurveyedRun] {
        instances.sorted { ($0.job, $0.utilization ?? 0, $0.seconds) < ($1.job, $1.utilization ?? 0, $1.seconds) }
    }
}
