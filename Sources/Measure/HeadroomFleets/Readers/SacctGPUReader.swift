import FoundationEssentials
import HeadroomCore

/// Aalto's sacct_gpu: JSON in the `Comment` of each job, from `nvidia-smi` once a minute.
///
/// `{"gpu_util": 99.0, "gpu_mem_max": 1279.0, "gpu_power": 204.26, "ncpu": 1, "ngpu": 1}`: `gpu_util` is the mean over
/// the job and its GPUs, in percent (github.com/AaltoSciComp/ansible-role-sacct_gpu; older versions write `util`).
struct SacctGPUReader: FleetReader {
    let unit = SurveySource.Unit.jobs
    let kind = UtilizationKind.gpuUtilization
    private var jobs = SlurmJobs()

    private struct Comment: Decodable {
        var gpuUtilization: Double?
        var utilization: Double?
        var gpus: Int?

        enum CodingKeys: String, CodingKey {
            case gpuUtilization = "gpu_util"
            case utilization = "util"
            case gpus = "ngpu"
        }
    }

    mutating func read(_ file: FleetFile, into log: inout RowLog) throws(FleetError) {
        try SlurmTable.forEachJob(file, comment: "Comment", format: .sacctGPU, into: &log) {
            (job, line, log) throws(FleetError) in
            var comment: Comment?
            // Any other text is a comment of the user's.
            if job.comment.first == UInt8(ascii: "{") {
                guard let read = try? JSONDecoder().decode(Comment.self, from: Data(job.comment)) else {
                    return log.countBroken(line: line, "job \(job.id): '\(Fields.short(job.comment))' is not JSON")
                }
                comment = read
            }
            let gpus = job.gpus > 0 ? job.gpus : min(1_000_000, max(0, comment?.gpus ?? 0))
            guard gpus > 0 else { return }
            let percent = comment?.gpuUtilization ?? comment?.utilization
            if let percent, !(0...100.1).contains(percent) {
                return log.countBroken(line: line, "job \(job.id): \(percent) is not a utilization from 0 to 100 %")
            }
            if percent == nil { log.countWithout() }
            jobs.add(job, gpus: gpus, utilization: percent.map { $0 / 100 })
        }
    }

    func runs() -> [SurveyedRun] { jobs.runs }
}
