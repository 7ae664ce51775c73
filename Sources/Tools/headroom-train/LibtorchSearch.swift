import FoundationEssentials
import HeadroomSchema
import Subprocess
import SystemPackage

/// Search for libtorch in its usual locations, in order of precedence.
struct LibtorchSearch {
    /// Minimum version of libtorch for the engine.
    static let oldestVersion = (major: 2, minor: 11)

    var environment = ProcessInfo.processInfo.environment

    /// All locations that were searched, in order.
    func candidates() async -> [TrainingSetup.Libtorch] {
        var candidates: [TrainingSetup.Libtorch] = []
        for name in ["HEADROOM_LIBTORCH", "LIBTORCH"] {
            if let path = environment[name], !path.isEmpty { candidates.append(inspect(path, source: name)) }
        }
        if let folder = await torchFolder(python: "python3") {
            candidates.append(inspect(folder, source: "the active Python"))
        }
        if let home = environment["HEADROOM_HOME"] {
            let python = "\(home)/python/bin/python"
            if FileManager.default.isExecutableFile(atPath: python), let folder = await torchFolder(python: python) {
                candidates.append(inspect(folder, source: "the launcher's Python"))
            }
        }
        return candidates
    }

    /// The libtorch to use: only the one given by the user if there is one, otherwise the first usable one.
    static func choice(among candidates: [TrainingSetup.Libtorch]) -> TrainingSetup.Libtorch? {
        if let named = candidates.first, ["HEADROOM_LIBTORCH", "LIBTORCH"].contains(named.source) {
            return named
        }
        return candidates.first { $0.problem == nil }
    }

    /// Inspects a folder: a `torch` package of Python, or an unpacked libtorch.
    private func inspect(_ path: String, source: String) -> TrainingSetup.Libtorch {
        let files = FileManager.default
        var candidate = TrainingSetup.Libtorch(source: source, path: path, version: nil, hasCUDA: false, problem: nil)
        guard files.fileExists(atPath: "\(path)/lib/libtorch_cpu.so") else {
            candidate.problem = "there is no lib/libtorch_cpu.so in it"
            return candidate
        }
        candidate.hasCUDA = files.fileExists(atPath: "\(path)/lib/libtorch_cuda.so")
        candidate.version = version(in: path)
        guard let version = candidate.version else {
            candidate.problem = "it does not tell its version"
            return candidate
        }
        let parts = version.split { !$0.isNumber }.prefix(2).compactMap { Int($0) }
        let oldest = Self.oldestVersion
        if parts.count < 2 || (parts[0], parts[1]) < (oldest.major, oldest.minor) {
            candidate.problem = "version \(version) is too old, at least \(oldest.major).\(oldest.minor) is needed"
        } else if !files.fileExists(atPath: "\(path)/include/ATen/ATen.h") {
            candidate.problem = "its headers (include/ATen) are missing"
        }
        return candidate
    }

    private func version(in path: String) -> String? {
        if let data = FileManager.default.contents(atPath: "\(path)/version.py") {
            let line = String(decoding: data, as: UTF8.self).split(separator: "\n").first {
                $0.hasPrefix("__version__")
            }
            let quoted = line?.split(separator: "'") ?? []
            if quoted.count > 1 { return String(quoted[1]) }
        }
        return FileManager.default.contents(atPath: "\(path)/build-version").map {
            String(decoding: $0, as: UTF8.self).filter { !$0.isWhitespace }
        }
    }

    /// Folder of the `torch` package of a Python; found without importing it, which would take seconds.
    private func torchFolder(python: String) async -> String? {
        let script = """
            import importlib.util as util
            found = util.find_spec("torch")
            print(found.submodule_search_locations[0] if found and found.submodule_search_locations else "")
            """
        let executable: Executable = python.contains("/") ? .path(FilePath(python)) : .name(python)
        guard
            let result = try? await Subprocess.run(
                executable,
                arguments: ["-c", script],
                output: .string(limit: 4096),
                error: .discarded
            ),
            result.terminationStatus.isSuccess
        else { return nil }
        let folder = result.standardOutput.filter { $0 != "\n" }
        return folder.isEmpty ? nil : folder
    }
}
