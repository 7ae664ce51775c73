/// Prerequisites of the workloads on this machine, as written by `headroom-train setup`.
package struct TrainingSetup: Codable, Equatable, Sendable {
    package var engine: Engine
    /// Installations of libtorch that were found, in order of precedence.
    package var libtorch: [Libtorch]
    /// Whether one of them can be used.
    package var hasLibtorch: Bool
    /// Folder with the data of the workloads; null if it does not contain the digits.
    @Nullable package var data: String?

    package init(engine: Engine, libtorch: [Libtorch], hasLibtorch: Bool, data: String?) {
        self.engine = engine
        self.libtorch = libtorch
        self.hasLibtorch = hasLibtorch
        self.data = data
    }

    /// Library that the workloads train with.
    package struct Engine: Codable, Equatable, Sendable {
        @Nullable package var path: String?
        @Nullable package var libtorchVersion: String?
        @Nullable package var problem: String?

        package init(path: String?, libtorchVersion: String?, problem: String?) {
            self.path = path
            self.libtorchVersion = libtorchVersion
            self.problem = problem
        }
    }

    /// Location that was searched for libtorch.
    package struct Libtorch: Codable, Equatable, Sendable {
        /// Source of the path: an environment variable, or a Python installation.
        package var source: String
        @Nullable package var path: String?
        @Nullable package var version: String?
        package var hasCUDA: Bool
        @Nullable package var problem: String?

        package init(source: String, path: String?, version: String?, hasCUDA: Bool, problem: String?) {
            self.source = source
            self.hasCUDA = hasCUDA
            self.path = path
            self.version = version
            self.problem = problem
        }
    }
}
