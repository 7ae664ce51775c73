/// A remedy where memory limits the batch size; `Wording/MemoryWording` has its sentence.
package enum MemoryRemedy: Equatable, Sendable {
    /// More of the resource that ran out.
    case more(TrialDocument.OutOfMemory.Resource)
    /// Expandable segments, where a share of the allocator's memory is fragmented.
    case expandableSegments(unusableRatio: Double)
}
