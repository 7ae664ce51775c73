import FoundationEssentials
import HeadroomCore

/// Princeton's jobstats: a summary of each job in `AdminComment`, `JS1:` and the base64 of a gzip stream of JSON.
///
/// `JS1:Short` and `JS1:None` stand for a job that was too short, or without data; while a job runs, and where the
/// summaries are in a database of their own, the field is empty (github.com/PrincetonUniversity/jobstats,
/// docs/setup/summaries.md). A GPU's figure is the driver's (`nvidia_gpu_duty_cycle`), the mean over the job.
struct JobstatsReader: FleetReader {
    let unit = SurveySource.Unit.jobs
    let kind = UtilizationKind.gpuUtilization
    private var jobs = SlurmJobs()

    /// A summary of a large job has some 5,000 characters in base64; a stream that expands beyond this is none.
    static let mostBytes = 4 << 20

    private struct Summary: Decodable {
        var nodes: [String: Node]
        var gpus: Int?

        struct Node: Decodable {
            var gpuUtilization: [String: Double]?

            enum CodingKeys: String, CodingKey { case gpuUtilization = "gpu_utilization" }
        }
    }

    mutating func read(_ file: FleetFile, into log: inout RowLog) throws(FleetError) {
        try SlurmTable.forEachJob(file, comment: "AdminComment", format: .jobstats, into: &log) {
            (job, line, log) throws(FleetError) in
            let (summary, problem) = Self.summary(job.comment)
            if let problem { return log.countBroken(line: line, "job \(job.id): \(problem)") }
            let gpus = job.gpus > 0 ? job.gpus : min(1_000_000, max(0, summary?.gpus ?? 0))
            // Jobs without GPUs are none of these.
            guard gpus > 0 else { return }
            let figures = (summary?.nodes ?? [:]).values.flatMap { ($0.gpuUtilization ?? [:]).values }.sorted()
            if let figure = figures.first(where: { !(0...100.1).contains($0) }) {
                return log.countBroken(line: line, "job \(job.id): \(figure) is not a utilization from 0 to 100 %")
            }
            if figures.isEmpty { log.countWithout() }
            let mean = figures.isEmpty ? nil : figures.reduce(0, +) / Double(figures.count) / 100
            jobs.add(job, gpus: gpus, utilization: mean)
        }
    }

    /// The summary in a comment, nil where there is none; or why it cannot be read.
    private static func summary(_ comment: ArraySlice<UInt8>) -> (summary: Summary?, problem: String?) {
        let mark = "JS1:".utf8
        guard comment.starts(with: mark) else { return (nil, nil) }
        let code = comment.dropFirst(mark.count)
        if code.isEmpty || code.elementsEqual("Short".utf8) || code.elementsEqual("None".utf8) { return (nil, nil) }
        guard let bytes = Data(base64Encoded: Data(code)) else { return (nil, "its summary is no base64") }
        do throws(FleetError) {
            let json = try Gunzip.content(of: bytes, limit: mostBytes)
            guard let summary = try? JSONDecoder().decode(Summary.self, from: Data(json)) else {
                return (nil, "its summary is not JSON of nodes")
            }
            return (summary, nil)
        } catch {
            return (nil, "its summary cannot be expanded: \(error.description)")
        }
    }

    func runs() -> [SurveyedRun] { jobs.runs }
}
