/// What can be done where memory ends the batch size: its sentence is made in `Wording/MemoryWording`.
package enum MemoryRemedy: Equatable, Sendable {
    /// More of what ran out.
    case more(TrialDocument.OutOfMemory.Resource)
    /// Segments that can grow, where a share of what the allocator holds lies unusable between tensors.
    case expandableSegments(unusableRatio: Double)
}
