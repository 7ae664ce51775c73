internal import CHeadroomTorch
private import Synchronization

/// The engine library, which `Engine/build` builds against an installed libtorch, and its process-wide settings.
///
///     try Engine.load(library: "libheadroom_torch.so")
///     try Engine.seed(1)
///     let model = Sequential(try Linear(64, 128), ReLU(), try Linear(128, 10))
///     let optimizer = try SGD(model.parameters, learningRate: 0.1, momentum: 0.9)
///     for batch in batches {
///         try optimizer.zeroGradients()
///         let loss = try crossEntropy(model(batch.inputs), batch.labels)
///         try loss.backward()
///         try optimizer.step()
///     }
///     try StateFile.save(model.state, to: "digits.safetensors")
///
/// The gradient mode and the last error are per thread. Use a tensor from one thread only; tensors are therefore not
/// `Sendable`.
public enum Engine {
    private static let loaded = Mutex<String?>(nil)

    /// Loads the engine library.
    ///
    /// It stays loaded for the life of the process: loading the same library again has no effect, and another one is an
    /// error. Loading also makes the C library keep up to 1 GiB of freed memory for the next step, for the whole
    /// process.
    ///
    /// - Parameter path: the path of `libheadroom_torch.so`.
    public static func load(library path: String) throws(TorchError) {
        let problem: String? = loaded.withLock { loaded in
            if let loaded { return loaded == path ? nil : "\(loaded) is loaded already, and a process has one engine" }
            if let problem = ht_load(path) { return String(cString: problem) }
            loaded = path
            return nil
        }
        if let problem {
            throw TorchError(code: .notLoaded, operation: "load", message: problem)
        }
    }

    /// Whether an engine library is loaded.
    public static var isLoaded: Bool { loaded.withLock { $0 != nil } }

    /// The libtorch version that the engine library was built against, for instance `2.13.0`.
    public static func libtorchVersion() throws(TorchError) -> String {
        guard let version = ht_libtorch_version() else { throw failure(ht_status(HT_NOT_LOADED), "libtorchVersion") }
        return String(cString: version)
    }

    /// Sets the number of threads that one operation on the CPU may use.
    public static func setThreads(_ count: Int) throws(TorchError) {
        guard count > 0, let count = Int32(exactly: count) else {
            throw invalidArgument("setThreads", "\(count) threads are not possible; at least 1 is needed")
        }
        try check(ht_set_threads(count), "setThreads")
    }

    /// The number of threads that one operation on the CPU may use; 0 while no engine is loaded.
    public static var threads: Int { Int(ht_threads()) }

    /// Seeds the random number generators of all devices, for reproducible initial weights, dropout and random tensors.
    public static func seed(_ seed: UInt64) throws(TorchError) {
        try check(ht_seed(seed), "seed")
    }

    /// State of a device's random number generator, bytes on the CPU; restoring it resumes a training bit for bit.
    public static func generatorState(of device: Device) throws(TorchError) -> Tensor {
        try Tensor.from("generatorState") { ht_generator_state(device.raw, &$0) }
    }

    /// Sets a device's random number generator to a state from ``generatorState(of:)``.
    public static func setGeneratorState(_ state: Tensor, of device: Device) throws(TorchError) {
        try check(state.withHandle { ht_set_generator_state(device.raw, $0) }, "setGeneratorState")
    }
}
