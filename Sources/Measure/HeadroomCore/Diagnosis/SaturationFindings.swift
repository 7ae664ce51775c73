import HeadroomFormat

/// What a device that is simply full has for itself; the thresholds stand with the other findings.
extension Symptoms {
    /// A device that is as busy as it can be loses nothing: this is what remains where nothing else holds.
    var isSaturated: Diagnosis? { usesGPU ? deviceIsSaturated : processorIsSaturated }

    private var deviceIsSaturated: Diagnosis? {
        let bandwidth = devices.compactMap { $0.memoryBandwidthUtilization?.mean }.mean
        let active = devices.compactMap { $0.smActivity?.mean }.mean
        let tensor = devices.compactMap { $0.tensorActivity?.mean }.mean
        if let bandwidth, bandwidth >= Self.busy.memoryBandwidth, bandwidth >= tensor ?? 0 {
            return Diagnosis(
                .memoryBandwidth,
                sentence:
                    "The device's memory is as busy as it gets: \(Format.percent(bandwidth)) of its bandwidth is used.",
                advice: "Move fewer bytes: lower precision, fused operations; a larger batch gains little.",
                evidence: ["\(Format.percent(bandwidth)) of the memory's bandwidth was used"]
            )
        }
        guard let active, active >= Self.busy.smActivity || tensor ?? 0 >= Self.busy.tensor else { return nil }
        var evidence = ["the multiprocessors had work \(Format.percent(active)) of the time, on average over them"]
        if let tensor { evidence.append("the tensor cores worked \(Format.percent(tensor)) of the time") }
        return Diagnosis(
            .compute,
            sentence: "The device computes all the time: its multiprocessors had work \(Format.percent(active)) of it.",
            advice: tensor ?? 1 < 0.1
                ? "Let the tensor cores do it (mixed precision, bfloat16): they had hardly any work."
                : "This is what a filled device looks like: a faster one, or several, is what is left.",
            evidence: evidence
        )
    }

    private var processorIsSaturated: Diagnosis? {
        guard let own = busyCPUs, own >= 0.85 * usableCPUs, inputWaitRatio ?? 0 < Self.worthTelling, let workingSet
        else {
            return nil
        }
        let busy = "\(Format.plain(own)) of \(Format.plain(usableCPUs)) usable CPUs were busy with it"
        let cache = Format.bytes(workingSet.lastCacheBytes)
        let touched = Format.bytes(workingSet.bytes)
        if let ratio = workingSet.leastBandwidthRatio(stepSeconds: stepSeconds), ratio >= 0.4 {
            return Diagnosis(
                .memoryBandwidth,
                sentence:
                    "The memory is as busy as it gets: a step goes through \(touched), far more than the caches hold.",
                advice:
                    "Work on smaller pieces that stay in the cache, or in lower precision; more threads gain little.",
                evidence: [
                    "\(touched) are touched in a step, and the last cache holds \(cache)",
                    "that is at least \(Format.percent(ratio)) of what this machine's memory can deliver meanwhile",
                    busy,
                ]
            )
        }
        guard workingSet.fitsIntoCache, let fixed = shortSteps?.fixedRatio ?? fixedRatio, fixed.high < 0.6 else {
            return nil
        }
        return Diagnosis(
            .compute,
            sentence:
                "The CPUs compute all the time: \(Format.percent(1 - fixed.value)) of a step's time goes into its "
                + "samples.",
            advice:
                "A larger batch gains at most the rest, \(Format.percent(fixed.value)); after that a faster device, lower "
                + "precision or a smaller model.",
            evidence: [
                busy, "\(touched) are touched in a step, and the last cache holds \(cache)",
                "\(interval(fixed)) of a step's time does not depend on its batch size",
            ]
        )
    }
}
