import Glibc
import HeadroomCore
import HeadroomEvents

/// Variables that a trial adds to the environment of its command.
struct TrialEnvironment {
    let plan: TrialPlan

    var variables: [String: String] {
        var variables = plan.environment
        if !plan.keepsTrackers, !plan.isOnlyWatched { variables.merge(offlineTrackers) { $1 } }
        // The processes of one trial connect at a port; successive trials must not use the same one.
        if !plan.isOnlyWatched, let port = Self.freePort() { variables["MASTER_PORT"] = String(port) }
        variables[EventEnvironment.batchSize] = plan.batchSize.map { String($0) }
        variables[EventEnvironment.batchSizeSetBy] = plan.batchSizeSetBy.rawValue
        variables[EventEnvironment.socketPath] = "\(plan.directory)/\(TrialFiles.socket)"
        variables[EventEnvironment.trialDirectory] = plan.directory
        variables[EventEnvironment.gradients] = plan.gradientSteps.map { String($0) }
        variables[EventEnvironment.gradientHolds] = plan.gradientHolds.map { holds in
            holds.map { String($0) }.joined(separator: ",")
        }
        variables[EventEnvironment.warmupSteps] = plan.warmupSteps.map { String($0) }
        if plan.evaluationPattern != nil { variables[EventEnvironment.evaluates] = "1" }
        if plan.cachesBatch { variables[EventEnvironment.cachedBatch] = "1" }
        variables[EventEnvironment.epochBatches] = plan.epochBatches.map { String($0) }
        if plan.takesLongestFirst { variables[EventEnvironment.longestFirst] = "1" }
        if plan.purpose == .probe || plan.purpose == .verification {
            // Values set by the user take precedence.
            variables.merge(Self.memoryAsNeeded.filter { getenv($0.key) == nil }) { $1 }
        }
        variables[EventEnvironment.deviceMemoryBytes] = plan.deviceMemoryLimitBytes.map { String($0) }
        // Lines that wait in a buffer would have no time.
        if plan.stepPattern != nil || plan.evaluationPattern != nil { variables["PYTHONUNBUFFERED"] = "1" }
        if let name = plan.batchSizeVariable, let size = plan.batchSize { variables[name] = String(size) }
        return variables
    }

    /// Variables for memory trials: TensorFlow and JAX reserve nearly all of a GPU's memory at start, which would hide
    /// the memory that a batch needs.
    ///
    /// Speed trials keep the user's values, since growing memory takes time.
    static let memoryAsNeeded = ["TF_FORCE_GPU_ALLOW_GROWTH": "true", "XLA_PYTHON_CLIENT_PREALLOCATE": "false"]

    /// Variables that keep experiment trackers offline, since users do not want trials among their experiments.
    private var offlineTrackers: [String: String] {
        [
            "WANDB_MODE": "offline",
            "WANDB_DIR": plan.directory,
            "MLFLOW_TRACKING_URI": "file://\(plan.directory)/mlruns",
        ]
    }

    /// Free TCP port of this machine; nil where none is available.
    private static func freePort() -> UInt16? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
            }
        }
        return bound ? UInt16(bigEndian: address.sin_port) : nil
    }
}
