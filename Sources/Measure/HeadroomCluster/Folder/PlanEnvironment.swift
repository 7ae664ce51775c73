/// Environment variables that change what a training does, which a plan keeps.
package enum PlanEnvironment {
    private static let names: Set<String> = [
        "CONDA_PREFIX", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "LD_PRELOAD", "PATH", "PYTHONHASHSEED", "PYTHONHOME",
        "PYTHONPATH", "VIRTUAL_ENV",
    ]
    private static let prefixes = [
        "ACCELERATE_", "CUBLAS_", "CUDA_", "CUDNN_", "GOMP_", "HEADROOM_", "HF_", "JAX_", "KERAS_", "KMP_", "MKL_",
        "MXNET_", "NCCL_", "NVIDIA_", "OMP_", "OPENBLAS_", "PYTORCH_", "ROCM_", "TF_", "TORCH_", "TRANSFORMERS_",
        "XLA_",
    ]
    /// Variables that the batch system sets on each machine, or that concern the head alone.
    private static let omitted: Set<String> = [
        "CUDA_VISIBLE_DEVICES", "HEADROOM_BATCH_SIZE", "HEADROOM_EVENTS", "HEADROOM_STORE", "NVIDIA_VISIBLE_DEVICES",
    ]
    /// Parts of the names of variables with secrets, which do not belong in a file.
    private static let secrets = ["KEY", "PASSWORD", "SECRET", "TOKEN"]

    package static func selected(from environment: [String: String]) -> [String: String] {
        environment.filter { name, _ in
            guard names.contains(name) || prefixes.contains(where: name.hasPrefix) else { return false }
            return !omitted.contains(name) && !secrets.contains { name.contains($0) }
        }
    }
}
