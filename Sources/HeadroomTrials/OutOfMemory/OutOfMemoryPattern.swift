import HeadroomCore

/// A text that a framework writes when it gets no more memory.
struct OutOfMemoryPattern: Sendable {
    /// How much the text says by itself.
    enum Strength: Sendable {
        /// It means nothing else.
        case strong
        /// It also has other causes: it counts where memory was near its limit.
        case weak
    }

    let text: String
    let resource: TrialDocument.OutOfMemory.Resource
    let strength: Strength

    init(_ text: String, _ resource: TrialDocument.OutOfMemory.Resource, _ strength: Strength = .strong) {
        self.text = text
        self.resource = resource
        self.strength = strength
    }

    /// The more telling text comes first: many a log has several.
    static let all = sharedMemory + limitsOfIndices + device + host

    /// Workers of a loader that pass batches through `/dev/shm` (PyTorch's worker and signal handling).
    private static let sharedMemory = [
        OutOfMemoryPattern("It is possible that dataloader's workers are out of shared memory", .sharedMemory),
        OutOfMemoryPattern("This might be caused by insufficient shared memory (shm)", .sharedMemory),
    ]

    /// No memory would help (pytorch-lightning issue 20614; torch-max-mem).
    private static let limitsOfIndices = [
        OutOfMemoryPattern("is not supported for tensors with more than INT_MAX elements", .index),
        OutOfMemoryPattern("CUDA error: invalid configuration argument", .index),
    ]

    private static let device = [
        // PyTorch's allocators (accelerate, Composer, torch-max-mem).
        OutOfMemoryPattern("CUDA out of memory. Tried to allocate", .device),
        OutOfMemoryPattern("HIP out of memory. Tried to allocate", .device),
        OutOfMemoryPattern("XPU out of memory.", .device),
        OutOfMemoryPattern("MPS backend out of memory (", .device),
        OutOfMemoryPattern("FATAL ERROR :: MODULE:PT_DEVMEM Allocation failed", .device),
        OutOfMemoryPattern("CUDA error: out of memory", .device),
        // TensorFlow (issues 136, 4735).
        OutOfMemoryPattern("OOM when allocating tensor with shape", .device),
        // JAX (issues 788, 13428).
        OutOfMemoryPattern("RESOURCE_EXHAUSTED: Out of memory while trying to allocate", .device),
        OutOfMemoryPattern("RESOURCE_EXHAUSTED: Failed to allocate request for", .device),
        OutOfMemoryPattern("Resource exhausted: Out of memory while trying to allocate", .device),
        // MXNet (issues 5341, 16803).
        OutOfMemoryPattern("cudaMalloc failed: out of memory", .device),
        OutOfMemoryPattern("cudaMalloc retry failed: out of memory", .device),
        // The drivers.
        OutOfMemoryPattern("cudaErrorMemoryAllocation", .device),
        OutOfMemoryPattern("hipErrorOutOfMemory", .device),
        // Libraries that also fail so when they are badly installed.
        OutOfMemoryPattern("CUBLAS_STATUS_ALLOC_FAILED", .device, .weak),
        OutOfMemoryPattern("Create cublas handle failed", .device, .weak),
        OutOfMemoryPattern("cuDNN error: CUDNN_STATUS_NOT_SUPPORTED. This error may appear", .device, .weak),
        OutOfMemoryPattern("cuFFT error: CUFFT_INTERNAL_ERROR", .device, .weak),
    ]

    private static let host = [
        OutOfMemoryPattern("DefaultCPUAllocator: can't allocate memory", .host),
        OutOfMemoryPattern("DefaultCPUAllocator: not enough memory: you tried to allocate", .host),
        OutOfMemoryPattern("ArrayMemoryError: Unable to allocate", .host),
        OutOfMemoryPattern("std::bad_alloc", .host),
        OutOfMemoryPattern("MemoryError", .host),
        OutOfMemoryPattern("Cannot allocate memory", .host),
        OutOfMemoryPattern("java.lang.OutOfMemoryError", .host),
        OutOfMemoryPattern("DataLoader worker (pid", .host, .weak),
        // oneDNN, which says no more about it (measured: docs/measurements/finders.md).
        OutOfMemoryPattern("could not create a primitive", .host, .weak),
    ]
}

extension TrialDocument.OutOfMemory.Resource {
    /// What can be done where this runs out, other than a smaller batch size.
    package var remedy: String {
        switch self {
        case .device: "a device with more memory, mixed precision, or gradient checkpointing"
        case .host: "a larger --memory-limit, or fewer workers of the loader"
        case .sharedMemory: "a larger /dev/shm (--shm-size of the container), or fewer workers of the loader"
        case .index: "none by memory: a framework cannot index more elements, or start more blocks"
        case .cgroup: "a larger limit of the container"
        }
    }
}
