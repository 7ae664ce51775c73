import FoundationEssentials
import Glibc
import Subprocess
import TestSupport

/// How a script is started: most are forked from a process that has imported its framework (Scripts/forked.py).
enum ScriptProcess {
    /// What is imported ahead of the scripts of a framework: PyTorch's first optimizer imports `torch._dynamo`, and
    /// TensorFlow imports Keras.
    private static let modules = ["pytorch": "torch,torch._dynamo", "tensorflow": "tensorflow,keras", "jax": "jax"]

    /// Of the sockets; its name ends with the process that the servers end with.
    private static let folder: String = {
        let path = "/tmp/headroom-forked-\(UInt32.random(in: .min ... .max))-\(getpid())"
        try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }()

    /// What every script has in its environment.
    ///
    /// Several threads add up in an order of their own: with one, two runs agree to the last bit. Those that OpenBLAS
    /// starts would be missing from a forked process.
    static let environment: [Environment.Key: String?] = [
        "PYTHONDONTWRITEBYTECODE": "1", "PYTHONWARNINGS": "ignore", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1",
        "TF_NUM_INTRAOP_THREADS": "1", "TF_NUM_INTEROP_THREADS": "1", "TF_CPP_MIN_LOG_LEVEL": "3",
    ]

    /// The command that runs a script.
    ///
    /// - Parameters:
    ///   - hasOwnInterpreter: whether it is started as a person starts it.
    static func command(_ script: String, of framework: String, hasOwnInterpreter: Bool = false) throws -> [String] {
        let python = try Needs.python(of: framework)
        let path = "\(ScriptRun.scripts)/\(script).py"
        guard !hasOwnInterpreter, let modules = modules[framework] else { return [python, path] }
        return [python, "-I", "-S", "\(ScriptRun.scripts)/forked.py", "\(folder)/\(framework)", modules, path]
    }
}
