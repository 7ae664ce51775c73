/// A format that fleets keep the utilization of their devices in.
package enum FleetFormat: String, CaseIterable, Sendable {
    case jobstats
    case sacctGPU = "sacct-gpu"
    case nvidiaSMI = "nvidia-smi-csv"
    case philly, pai, gentd26, supercloud, acme

    /// Where the files come from, in a few words.
    package var origin: String {
        switch self {
        case .jobstats: "Slurm's accounting, with the summaries of Princeton's jobstats"
        case .sacctGPU: "Slurm's accounting, with the comments of Aalto's sacct_gpu"
        case .nvidiaSMI: "logs of nvidia-smi --query-gpu ... --format=csv"
        case .philly: "the Philly traces of Microsoft"
        case .pai: "the trace cluster-trace-gpu-v2020 of Alibaba"
        case .gentd26: "the trace cluster-trace-v2026-GenAI of Alibaba"
        case .supercloud: "the MIT SuperCloud data set"
        case .acme: "AcmeTrace of the Shanghai AI Laboratory"
        }
    }

    /// What the files are, for errors.
    package var expected: String {
        switch self {
        case .jobstats:
            "the output of 'sacct -a -X -P -o \(Self.jobstatsFields)', as Princeton's jobstats fills it"
        case .sacctGPU:
            "the output of 'sacct -a -X -P -o \(Self.sacctGPUFields)', as Aalto's sacct_gpu fills it"
        case .nvidiaSMI:
            "the output of 'nvidia-smi --query-gpu=timestamp,index,uuid,name,utilization.gpu --format=csv -l 30'"
        case .philly:
            "cluster_gpu_util and, for jobs and users, cluster_job_log of the Philly traces"
        case .pai:
            "pai_sensor_table.csv and, for users and hours, pai_job_table.csv and pai_task_table.csv of Alibaba's PAI"
        case .gentd26:
            "pod_gpu_duty_cycle_anon.csv of Alibaba's GenTD26, with the columns value, timestamp_anon, container_ip"
        case .supercloud:
            "CSV files of the folder gpu of the MIT SuperCloud data set and, for users, its slurm-log.csv"
        case .acme: "GPU_UTIL.csv or SM_ACTIVE.csv of AcmeTrace, a column Time and one for each GPU"
        }
    }

    static let jobstatsFields = "JobID,User,Partition,Elapsed,AllocTRES,State,AdminComment"
    static let sacctGPUFields = "JobID,User,Partition,Elapsed,AllocTRES,State,Comment"

    /// A reader of files of this format.
    func reader() -> any FleetReader {
        switch self {
        case .jobstats: JobstatsReader()
        case .sacctGPU: SacctGPUReader()
        case .nvidiaSMI: NvidiaSMIReader()
        case .philly: PhillyReader()
        case .pai: PAIReader()
        case .gentd26: GenTD26Reader()
        case .supercloud: SuperCloudReader()
        case .acme: AcmeReader()
        }
    }
}
