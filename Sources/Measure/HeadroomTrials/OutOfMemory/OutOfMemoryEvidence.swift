package import HeadroomCore

/// Decides whether a command that failed ran out of memory: from evidence, never from a bare word in its output.
package enum OutOfMemoryEvidence {
    /// A weak message counts from this share of the limit on.
    private static let nearLimit = 0.9

    /// - Parameters:
    ///   - failed: whether the command ended with an exit code other than 0, or by a signal.
    ///   - oomKills: how many processes of the tree the kernel ended for lack of memory.
    ///   - limitHit: whether the tree passed the limit that Headroom set.
    ///   - limitBytes: that limit.
    ///   - peakBytes: the most that the tree took.
    ///   - deviceFullness: how full the fullest device was, 1 being all of it.
    ///   - log: the end of what the command wrote.
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
    ///   - patterns: what was found in all that the command wrote (``OutputScan``).
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
        // A command that ended well all the same caught the failure itself: its batch size is not clean.
        return TrialDocument.OutOfMemory(resource: pattern?.resource ?? .host, recovered: !failed, evidence: evidence)
    }
}
