package import HeadroomCore

/// Text that a framework writes when an allocation fails.
package struct OutOfMemoryPattern: Equatable, Sendable {
    /// Strength of the text as evidence.
    package enum Strength: Sendable {
        /// It is unambiguous.
        case strong
        /// It also has other causes: it counts where the command failed and memory was near its limit.
        case weak
        /// General form of error messages: it counts where the command failed, since a training may also write it about
        /// something optional.
        case failure
    }

    /// Required position of the text in a line.
    package enum Place: Sendable {
        case anywhere
        /// At its beginning, as in the last line of a Python traceback; a launcher's `[rank0]: ` may precede it.
        case beginning
        /// At its beginning, and followed by a colon or the end of the line: an exception's complete name.
        case name
    }

    package let text: String
    package let resource: TrialDocument.OutOfMemory.Resource
    package let strength: Strength
    package let place: Place

    init(
        _ text: String,
        _ resource: TrialDocument.OutOfMemory.Resource,
        _ strength: Strength = .strong,
        _ place: Place = .anywhere
    ) {
        self.text = text
        self.resource = resource
        self.strength = strength
        self.place = place
    }

    /// More specific texts come first, since many logs have several.
    package static let all = sharedMemory + limitsOfIndices + device + host

    /// Data loader workers that pass batches through `/dev/shm` (PyTorch's worker and signal handling).
    private static let sharedMemory = [
        OutOfMemoryPattern("It is possible that dataloader's workers are out of shared memory", .sharedMemory),
        OutOfMemoryPattern("This might be caused by insufficient shared memory (shm)", .sharedMemory),
    ]

    /// More memory would not help (pytorch-lightning issue 20614; torch-max-mem).
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
        OutOfMemoryPattern("RESOURCE_EXHAUSTED: Out of memory allocating", .device),
        OutOfMemoryPattern("RESOURCE_EXHAUSTED: Failed to allocate request for", .device),
        OutOfMemoryPattern("Resource exhausted: Out of memory while trying to allocate", .device),
        // MXNet (issues 5341, 16803).
        OutOfMemoryPattern("cudaMalloc failed: out of memory", .device),
        OutOfMemoryPattern("cudaMalloc retry failed: out of memory", .device),
        // The drivers.
        OutOfMemoryPattern("cudaErrorMemoryAllocation", .device),
        OutOfMemoryPattern("hipErrorOutOfMemory", .device),
        // NCCL, with the driver's error number from version 2.18 on.
        OutOfMemoryPattern("Cuda failure 'out of memory'", .device),
        OutOfMemoryPattern("Cuda failure 2 'out of memory'", .device),
        // TensorFlow also writes it when it continues with less memory.
        OutOfMemoryPattern("CUDA_ERROR_OUT_OF_MEMORY", .device, .weak),
        // Libraries that also fail this way when they are badly installed.
        OutOfMemoryPattern("CUBLAS_STATUS_ALLOC_FAILED", .device, .weak),
        OutOfMemoryPattern("CUBLAS_STATUS_NOT_INITIALIZED", .device, .weak),
        OutOfMemoryPattern("Create cublas handle failed", .device, .weak),
        OutOfMemoryPattern("CUDNN_STATUS_ALLOC_FAILED", .device, .weak),
        OutOfMemoryPattern("CUDNN_STATUS_INTERNAL_ERROR", .device, .weak),
        OutOfMemoryPattern("cuDNN error: CUDNN_STATUS_NOT_SUPPORTED. This error may appear", .device, .weak),
        OutOfMemoryPattern("cuFFT error: CUFFT_INTERNAL_ERROR", .device, .weak),
    ]

    private static let host = [
        OutOfMemoryPattern("DefaultCPUAllocator: can't allocate memory", .host),
        OutOfMemoryPattern("DefaultCPUAllocator: not enough memory: you tried to allocate", .host),
        // NumPy before version 1.17, before version 2, and since.
        OutOfMemoryPattern("numpy.core._exceptions.MemoryError: Unable to allocate", .host, .failure, .beginning),
        OutOfMemoryPattern("numpy.core._exceptions._ArrayMemoryError: Unable to allocate", .host, .failure, .beginning),
        OutOfMemoryPattern(
            "numpy._core._exceptions._ArrayMemoryError: Unable to allocate",
            .host,
            .failure,
            .beginning
        ),
        OutOfMemoryPattern("MemoryError", .host, .failure, .name),
        OutOfMemoryPattern("terminate called after throwing an instance of 'std::bad_alloc'", .host, .failure),
        OutOfMemoryPattern("RuntimeError: std::bad_alloc", .host, .failure, .beginning),
        OutOfMemoryPattern("OSError: [Errno 12] Cannot allocate memory", .host, .failure, .beginning),
        OutOfMemoryPattern("fork: Cannot allocate memory", .host, .failure),
        // PyTorch's shared memory.
        OutOfMemoryPattern(">: Cannot allocate memory (12)", .host, .failure),
        OutOfMemoryPattern("java.lang.OutOfMemoryError", .host, .failure),
        OutOfMemoryPattern("DataLoader worker (pid", .host, .weak),
        // oneDNN, which does not report the cause (measured: docs/measurements/finders.md).
        OutOfMemoryPattern("could not create a primitive", .host, .weak),
    ]
}

extension TrialDocument.OutOfMemory.Resource {
    /// Exhausted memory, as the limit of what fits.
    package var limit: SweepDocument.Fits.Limit {
        switch self {
        case .device: .device
        case .host, .sharedMemory: .host
        case .index: .index
        }
    }
}
