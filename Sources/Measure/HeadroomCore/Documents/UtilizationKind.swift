/// What a device's utilization counts as busy; figures of two kinds are never joined.
package enum UtilizationKind: String, Codable, Sendable, CaseIterable {
    /// Share of the time in which at least one kernel ran, as `nvidia-smi` and NVML have it.
    case gpuUtilization
    /// Share of the multiprocessors' cycles with at least one warp (DCGM's SM_ACTIVE).
    case smActivity
    /// Duty cycle of a container's GPU, as the monitoring of a cluster names it.
    case dutyCycle
}
