/// Host memory that a job of Slurm has requested.
package enum JobMemory {
    private static let bytesPerMegabyte = 1 << 20
    /// Memory for Headroom itself.
    private static let ownBytes = 256 << 20
    /// Part of the request for a training, so that Headroom's limit is met before Slurm's.
    private static let share = 0.95

    /// Memory limit of a training inside the job; nil if the job has none, or none that leaves anything.
    ///
    /// - Parameter environment: variables that Slurm sets for a job, in MB.
    package static func limitBytes(environment: [String: String]) -> Int? {
        func number(_ name: String) -> Int? { environment[name].flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil } }
        let perCPU = number("SLURM_MEM_PER_CPU").flatMap { memory in
            number("SLURM_CPUS_ON_NODE").map { memory * $0 }
        }
        guard let megabytes = number("SLURM_MEM_PER_NODE") ?? perCPU else { return nil }
        let bytes = Int(share * Double(megabytes) * Double(bytesPerMegabyte)) - ownBytes
        return bytes > 0 ? bytes : nil
    }
}
