import HeadroomFormat

/// Sentences of remedies for memory.
extension MemoryRemedy {
    package var sentence: String {
        switch self {
        case .more(let resource): "for more than fits: \(resource.hint)"
        case .expandableSegments(let ratio):
            "\(Format.percent(ratio)) of what the allocator holds lies unusable between tensors: "
                + "PYTORCH_CUDA_ALLOC_CONF=expandable_segments:True may let more fit"
        }
    }
}

extension TrialDocument.OutOfMemory.Resource {
    /// Remedies where this resource runs out, other than a smaller batch size.
    package var hint: String {
        switch self {
        case .device: "a device with more memory, mixed precision, or gradient checkpointing"
        case .host: "a larger --memory-limit, or fewer workers of the loader"
        case .sharedMemory: "a larger /dev/shm (--shm-size of the container), or fewer workers of the loader"
        case .index: "none by memory: a framework cannot index more elements, or start more blocks"
        }
    }
}
