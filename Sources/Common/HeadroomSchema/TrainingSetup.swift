/// The prerequisites of the workloads on this machine, as `headroom-train setup` writes them.
package struct TrainingSetup: Codable, Equatable, Sendable {
    package var engine: Engine
    /// Every libtorch that was looked at, in the order in which they would be used.
    package var libtorch: [Libtorch]
    /// Whether one of them can be used.
    package var hasLibtorch: Bool
    /// The folder with the data of the workloads; null where the digits are not in it.
    @Nullable package var data: String?

    package init(engine: Engine, libtorch: [Libtorch], hasLibtorch: Bool, data: String?) {
        self.engine = engine
        self.libtorch = libtorch
        self.hasLibtorch = hasLibtorch
        self.data = data
    }

    /// The library that the workloads train with.
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

    /// A place where libtorch was looked for.
    package struct Libtorch: Codable, Equatable, Sendable {
        /// The source of the path: an environment variable, or a Python installation.
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
