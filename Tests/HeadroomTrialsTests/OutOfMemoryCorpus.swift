import HeadroomCore

/// Messages of frameworks on out-of-memory errors, as quoted in issues, and messages with other causes.
enum OutOfMemoryCorpus {
    typealias Message = (log: String, resource: TrialDocument.OutOfMemory.Resource)

    static let strong: [Message] = [
        (
            "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of",
            .device
        ),
        ("RuntimeError: CUDA out of memory. Tried to allocate 20.00 MiB (GPU 0; 11.17 GiB total capacity;", .device),
        ("RuntimeError: CUDA error: out of memory", .device),
        ("torch.OutOfMemoryError: HIP out of memory. Tried to allocate 1.50 GiB. GPU 0 has a total capacity", .device),
        ("torch.OutOfMemoryError: XPU out of memory. Tried to allocate 4.00 GiB (GPU 0;", .device),
        ("RuntimeError: MPS backend out of memory (MPS allocated: 8.83 GB, other allocations: 224.00 KB", .device),
        ("RuntimeError: FATAL ERROR :: MODULE:PT_DEVMEM Allocation failed for size::40939520", .device),
        (
            "RuntimeError: [enforce fail at alloc_cpu.cpp:121] . DefaultCPUAllocator: can't allocate memory: you tried to "
                + "allocate 400000000000 bytes. Error code 12 (Cannot allocate memory)", .host
        ),
        (
            "RuntimeError: [enforce fail at alloc_cpu.cpp:80] . DefaultCPUAllocator: not enough memory: you tried to allocate 137438953472 bytes.",
            .host
        ),
        (
            "RuntimeError: DataLoader worker (pid 4161) is killed by signal: Bus error. It is possible that dataloader's "
                + "workers are out of shared memory. Please try to raise your shared memory limit.", .sharedMemory
        ),
        (
            "ERROR: Unexpected bus error encountered in worker. This might be caused by insufficient shared memory (shm).",
            .sharedMemory
        ),
        ("RuntimeError: nonzero is not supported for tensors with more than INT_MAX elements", .index),
        ("RuntimeError: CUDA error: invalid configuration argument", .index),
        (
            "tensorflow.python.framework.errors_impl.ResourceExhaustedError: OOM when allocating tensor with "
                + "shape[64,56,56,256] and type float on /job:localhost/replica:0/task:0/device:GPU:0 by allocator "
                + "GPU_0_bfc", .device
        ),
        ("XlaRuntimeError: RESOURCE_EXHAUSTED: Out of memory while trying to allocate 17179869184 bytes.", .device),
        ("RuntimeError: Resource exhausted: Out of memory while trying to allocate 2147483648 bytes.", .device),
        ("RESOURCE_EXHAUSTED: Failed to allocate request for 4.00GiB (4294967296B) on device ordinal 0", .device),
        (
            "mxnet.base.MXNetError: src/storage/./pooled_storage_manager.h:107: cudaMalloc failed: out of memory",
            .device
        ),
        ("src/storage/./pooled_storage_manager.h:161: cudaMalloc retry failed: out of memory", .device),
    ]

    /// General error messages: in a training that continued they have another cause.
    static let failures = [
        "Traceback (most recent call last):\n  File \"train.py\", line 8, in <module>\nMemoryError",
        "Traceback (most recent call last):\n  File \"train.py\", line 8, in <module>\nMemoryError\n",
        "Traceback (most recent call last):\r\nMemoryError\r\n",
        "MemoryError: Unable to allocate 74.5 GiB for an array with shape (100000, 100000) and data type float64",
        "[rank1]: MemoryError",
        "[default0]:MemoryError: std::bad_alloc",
        "numpy.core._exceptions._ArrayMemoryError: Unable to allocate 74.5 GiB for an array with shape",
        "numpy._core._exceptions._ArrayMemoryError: Unable to allocate 74.5 GiB for an array with shape",
        "numpy.core._exceptions.MemoryError: Unable to allocate array with shape",
        "terminate called after throwing an instance of 'std::bad_alloc'\n  what():  std::bad_alloc",
        "RuntimeError: std::bad_alloc",
        "OSError: [Errno 12] Cannot allocate memory",
        "train.sh: fork: Cannot allocate memory",
        "RuntimeError: unable to mmap 4096 bytes from file </torch_77_1>: Cannot allocate memory (12)",
        "Exception in thread \"main\" java.lang.OutOfMemoryError: Java heap space",
    ]

    /// Texts that are not evidence, whether or not the command failed for another reason.
    static let words = [
        "retrying after MemoryError of the cache",
        "class MemoryErrorHandler: registered",
        "MemoryErrorHandler registered",
        "    except MemoryError:",
        "  handles std::bad_alloc and MemoryError",
        "cache: Cannot allocate memory, going on without it",
        "ENOMEM (Cannot allocate memory) is handled",
        "warning: [step 3] no MemoryError so far",
    ]

    static let weak: [Message] = [
        ("RuntimeError: CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`", .device),
        ("RuntimeError: CUDA error: CUBLAS_STATUS_NOT_INITIALIZED when calling `cublasCreate(handle)`", .device),
        ("RuntimeError: cuDNN error: CUDNN_STATUS_ALLOC_FAILED", .device),
        ("RuntimeError: cuDNN error: CUDNN_STATUS_INTERNAL_ERROR", .device),
        ("failed to allocate 2.20G (2362232012 bytes) from device: CUDA_ERROR_OUT_OF_MEMORY: out of memory", .device),
        ("Check failed: e == CUBLAS_STATUS_SUCCESS: Create cublas handle failed", .device),
        (
            "RuntimeError: cuDNN error: CUDNN_STATUS_NOT_SUPPORTED. This error may appear if you passed in a "
                + "non-contiguous input.", .device
        ),
        ("RuntimeError: cuFFT error: CUFFT_INTERNAL_ERROR", .device),
        ("RuntimeError: DataLoader worker (pid(s) 2411) exited unexpectedly", .host),
        ("RuntimeError: could not create a primitive", .host),
    ]

    static let others = [
        "NameError: name 'memory' is not defined",
        "ModuleNotFoundError: No module named 'torch'",
        "RuntimeError: mat1 and mat2 shapes cannot be multiplied (64x784 and 512x10)",
        "Killed",
        "torch.distributed.DistBackendError: NCCL error in: ProcessGroupNCCL.cpp",
        "error: the following arguments are required: --data",
    ]
}
