import FoundationEssentials
import Glibc
import Subprocess
import TestSupport

/// Starts scripts: most are forked from a process that has imported their framework (Scripts/forked.py).
enum ScriptProcess {
    /// Modules imported before the scripts of a framework: PyTorch's first optimizer imports `torch._dynamo`, and
    /// TensorFlow imports Keras.
    private static let modules = ["pytorch": "torch,torch._dynamo", "tensorflow": "tensorflow,keras", "jax": "jax"]

    /// Folder of the sockets; its name ends with the ID of the process that the servers end with.
    private static let folder: String = {
        let path = "/tmp/headroom-forked-\(UInt32.random(in: .min ... .max))-\(getpid())"
        try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }()

    /// Environment variables of every script.
    ///
    /// The order of summation over several threads varies: with one thread, two runs agree to the last bit. Threads
    /// started by OpenBLAS would be missing from a forked process.
    static let environment: [Environment.Key: String?] = [
        "PYTHONDONTWRITEBYTECODE": "1", "PYTHONWARNINGS": "ignore", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1",
        "TF_NUM_INTRAOP_THREADS": "1", "TF_NUM_INTEROP_THREADS": "1", "TF_CPP_MIN_LOG_LEVEL": "3",
    ]

    /// Command that runs a script.
    ///
    /// - Parameters:
    ///   - hasOwnInterpreter: whether it runs in a new interpreter, as a user starts it.
    static func command(_ script: String, of framework: String, hasOwnInterpreter: Bool = false) throws -> [String] {
        let python = try Needs.python(of: framework)
        let path = "\(ScriptRun.scripts)/\(script).py"
        guard !hasOwnInterpreter, let modules = modules[framework] else { return [python, path] }
        return [python, "-I", "-S", "\(ScriptRun.scripts)/forked.py", "\(folder)/\(framework)", modules, path]
    }
}
