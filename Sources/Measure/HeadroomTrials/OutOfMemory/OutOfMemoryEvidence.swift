package import HeadroomCore

/// Decides whether a failed command ran out of memory: from evidence, never from a single word in its output.
package enum OutOfMemoryEvidence {
    /// Minimum fraction of the limit for weak messages to count.
    private static let nearLimit = 0.9

    /// - Parameters:
    ///   - failed: whether the command ended with an exit code other than 0, or by a signal.
    ///   - oomKills: number of processes of the tree killed by the kernel for lack of memory.
    ///   - limitHit: whether the tree exceeded the limit set by Headroom.
    ///   - limitBytes: limit of the tree's memory.
    ///   - peakBytes: peak memory of the tree.
    ///   - deviceFullness: fraction of memory in use on the fullest device.
    ///   - log: end of the command's output.
    package static func judge(
        failed: Bool,
        oomKills: Int,
        limitHit: Bool,
        limitBytes: Int?,
        peakBytes: Int = 0,
        deviceFullness: Double = 0,
        log: String
    ) -> TrialDocument.OutOfMemory? {
        judge(
            failed: failed,
            oomKills: oomKills,
            limitHit: limitHit,
            limitBytes: limitBytes,
            peakBytes: peakBytes,
            deviceFullness: deviceFullness,
            patterns: OutOfMemoryPattern.found(in: log)
        )
    }

    /// - Parameters:
    ///   - failed, oomKills, limitHit, limitBytes, peakBytes, deviceFullness: as above.
    ///   - patterns: patterns found in the whole output of the command (``OutputScan``).
    package static func judge(
        failed: Bool,
        oomKills: Int,
        limitHit: Bool,
        limitBytes: Int?,
        peakBytes: Int = 0,
        deviceFullness: Double = 0,
        patterns: [OutOfMemoryPattern]
    ) -> TrialDocument.OutOfMemory? {
        var evidence: [String] = []
        if oomKills > 0 {
            evidence.append("the kernel ended \(oomKills) of its processes for lack of memory")
        }
        if limitHit, let limitBytes {
            evidence.append("its processes together passed the memory limit of \(limitBytes) bytes")
        }
        let isHostFull = limitBytes.map { Double(peakBytes) >= nearLimit * Double($0) } ?? false
        let isDeviceFull = deviceFullness >= nearLimit
        let pattern = patterns.first { pattern in
            switch pattern.strength {
            case .strong: true
            case .weak:
                failed && (isHostFull || !evidence.isEmpty || isDeviceFull && pattern.resource == .device)
            case .failure: failed
            }
        }
        if let pattern {
            evidence.append("it wrote '\(pattern.text)'")
        }
        guard !evidence.isEmpty else { return nil }
        // If the command still succeeded, it handled the failure itself: its batch size is not clean.
        return TrialDocument.OutOfMemory(resource: pattern?.resource ?? .host, recovered: !failed, evidence: evidence)
    }
}
