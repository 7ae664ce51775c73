internal import CHeadroomTorch
private import Synchronization

/// The engine library, which `Engine/build` makes from the libtorch of a machine, and what it keeps for the process.
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
/// The gradient mode and the last error belong to a thread: use tensors from one thread only, which is why they are
/// not `Sendable`.
public enum Engine {
    private static let loaded = Mutex<String?>(nil)

    /// Loads the engine library.
    ///
    /// It stays for the life of the process: to load the same one again does nothing, and another one is refused.
    /// Loading also tells the C library to keep up to 1 GiB of freed memory for the next step, for the whole process.
    ///
    /// - Parameter path: the library, `libheadroom_torch.so`.
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

    /// The version of the libtorch that the engine library was built against, for instance `2.13.0`.
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

    /// Seeds the generators of all devices, so that initial weights, dropout and random tensors can be repeated.
    public static func seed(_ seed: UInt64) throws(TorchError) {
        try check(ht_seed(seed), "seed")
    }

    /// The state of a device's generator of random numbers, bytes on the CPU: with it a training goes on to the same bits.
    public static func generatorState(of device: Device) throws(TorchError) -> Tensor {
        try Tensor.from("generatorState") { ht_generator_state(device.raw, &$0) }
    }

    /// Sets a device's generator of random numbers to a state that ``generatorState(of:)`` gave.
    public static func setGeneratorState(_ state: Tensor, of device: Device) throws(TorchError) {
        try check(state.withHandle { ht_set_generator_state(device.raw, $0) }, "setGeneratorState")
    }
}
