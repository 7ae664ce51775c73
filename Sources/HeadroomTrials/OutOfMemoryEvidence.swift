package import HeadroomCore

/// Decides whether a command that failed ran out of memory: from evidence, never from a bare word in its output.
package enum OutOfMemoryEvidence {
    /// A text that a framework writes when memory runs out, and the memory it means.
    struct Pattern {
        let text: String
        let resource: TrialDocument.OutOfMemory.Resource
    }

    /// Texts that mean nothing else, by themselves (batch-size research, section 4).
    static let patterns = [
        Pattern(text: "CUDA out of memory. Tried to allocate", resource: .device),
        Pattern(text: "CUDA error: out of memory", resource: .device),
        Pattern(text: "HIP out of memory. Tried to allocate", resource: .device),
        Pattern(text: "XPU out of memory.", resource: .device),
        Pattern(text: "MPS backend out of memory (", resource: .device),
        Pattern(text: "DefaultCPUAllocator: can't allocate memory", resource: .host),
        Pattern(text: "DefaultCPUAllocator: not enough memory: you tried to allocate", resource: .host),
        Pattern(text: "std::bad_alloc", resource: .host),
        Pattern(text: "MemoryError", resource: .host),
        Pattern(text: "Cannot allocate memory", resource: .host),
    ]

    /// - Parameters:
    ///   - failed: whether the command ended with an exit code other than 0, or by a signal.
    ///   - oomKills: how many processes of the tree the kernel ended for lack of memory.
    ///   - limitHit: whether the tree passed the limit that Headroom set.
    ///   - limitBytes: that limit.
    ///   - log: the end of what the command wrote.
    package static func judge(
        failed: Bool,
        oomKills: Int,
        limitHit: Bool,
        limitBytes: Int?,
        log: String
    ) -> TrialDocument.OutOfMemory? {
        var evidence: [String] = []
        if oomKills > 0 {
            evidence.append("the kernel ended \(oomKills) of its processes for lack of memory")
        }
        if limitHit, let limitBytes {
            evidence.append("its processes together passed the memory limit of \(limitBytes) bytes")
        }
        let pattern = patterns.first { log.contains($0.text) }
        if let pattern {
            evidence.append("it wrote '\(pattern.text)'")
        }
        guard !evidence.isEmpty else { return nil }
        // A command that ended well all the same caught the failure itself: its batch size is not clean.
        return TrialDocument.OutOfMemory(resource: pattern?.resource ?? .host, recovered: !failed, evidence: evidence)
    }
}
