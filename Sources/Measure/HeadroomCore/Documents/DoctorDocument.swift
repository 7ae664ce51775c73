package import HeadroomSchema

/// The available parts, the missing ones, and the remedies.
package struct DoctorDocument: Codable, Equatable, Sendable {
    package static let currentSchema = "headroom.doctor/1"

    package var schema = DoctorDocument.currentSchema
    package var version: String
    @Nullable package var swiftVersion: String?
    package var engine: TrainingSetup.Engine
    /// Every libtorch that was examined, in order of preference.
    package var libtorch: [TrainingSetup.Libtorch]
    package var devices: [String]
    package var logicalCPUs: Int
    package var usableCPUs: Double
    package var memoryBytes: Int
    package var availableMemoryBytes: Int
    package var memoryLimit: MemoryLimit
    /// The Python of the environment that the launcher made.
    @Nullable package var python: String?
    /// The folder with the data of the workloads.
    @Nullable package var data: String?
    package var missing: [Missing]

    package init(
        version: String,
        swiftVersion: String?,
        engine: TrainingSetup.Engine,
        libtorch: [TrainingSetup.Libtorch],
        devices: [String],
        logicalCPUs: Int,
        usableCPUs: Double,
        memoryBytes: Int,
        availableMemoryBytes: Int,
        memoryLimit: MemoryLimit,
        python: String?,
        data: String?,
        missing: [Missing]
    ) {
        self.version = version
        self.engine = engine
        self.libtorch = libtorch
        self.devices = devices
        self.logicalCPUs = logicalCPUs
        self.usableCPUs = usableCPUs
        self.memoryBytes = memoryBytes
        self.availableMemoryBytes = availableMemoryBytes
        self.memoryLimit = memoryLimit
        self.missing = missing
        self.swiftVersion = swiftVersion
        self.python = python
        self.data = data
    }

    /// The mechanism that limits the memory of a training process.
    package struct MemoryLimit: Codable, Equatable, Sendable {
        /// `cgroup1`, `cgroup2`, `data` or `none`, as named by the supervisor.
        @Nullable package var mode: String?
        /// Memory limit of a training without a limit from the user; null where a GPU trains.
        @Nullable package var defaultBytes: Int?

        package init(mode: String?, defaultBytes: Int?) {
            self.mode = mode
            self.defaultBytes = defaultBytes
        }
    }

    /// A missing part, and how to install it.
    package struct Missing: Codable, Equatable, Sendable {
        package var what: String
        package var remedy: String

        package init(what: String, remedy: String) {
            self.what = what
            self.remedy = remedy
        }
    }
}
