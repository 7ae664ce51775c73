/// Findings of a saturated device; the thresholds are defined with the other findings.
extension Symptoms {
    /// A saturated device: the conclusion where no other cause applies, since nothing is lost.
    var isSaturated: Finding? { usesGPU ? deviceIsSaturated : processorIsSaturated }

    private var deviceIsSaturated: Finding? {
        let bandwidth = devices.compactMap { $0.memoryBandwidthUtilization?.mean }.mean
        let active = devices.compactMap { $0.smActivity?.mean }.mean
        let tensor = devices.compactMap { $0.tensorActivity?.mean }.mean
        if let bandwidth, bandwidth >= Self.busy.memoryBandwidth, bandwidth >= tensor ?? 0 {
            return Finding(
                .busyDeviceMemory(bandwidthRatio: bandwidth),
                evidence: [.memoryBandwidth(ratio: bandwidth)]
            )
        }
        guard let active, active >= Self.busy.smActivity || tensor ?? 0 >= Self.busy.tensor else { return nil }
        return Finding(
            .busyDevice(activeRatio: active, areTensorCoresIdle: tensor ?? 1 < 0.1),
            evidence: [.activeMultiprocessors(ratio: active)] + (tensor.map { [.tensorCores(ratio: $0)] } ?? [])
        )
    }

    private var processorIsSaturated: Finding? {
        guard let own = busyCPUs, own >= 0.85 * usableCPUs, inputWaitRatio ?? 0 < Self.worthTelling, let workingSet
        else {
            return nil
        }
        let busy = Evidence.busyCPUs(own, usable: usableCPUs)
        let touched = Evidence.workingSet(bytes: workingSet.bytes, cacheBytes: workingSet.lastCacheBytes)
        if let ratio = workingSet.leastBandwidthRatio(stepSeconds: stepSeconds), ratio >= 0.4 {
            return Finding(
                .busyHostMemory(touchedBytes: workingSet.bytes),
                evidence: [touched, .leastMemoryBandwidth(ratio: ratio), busy]
            )
        }
        guard workingSet.fitsIntoCache, let fixed = shortSteps?.fixedRatio ?? fixedRatio, fixed.high < 0.6 else {
            return nil
        }
        return Finding(.busyCPUs(fixedRatio: fixed.value), evidence: [busy, touched, .fixedShare(fixed)])
    }
}
