package import HeadroomSchema

/// A stored measurement with its origin.
package struct KeptRun: Equatable, Sendable {
    package var origin: Origin
    package var document: SweepDocument

    package init(origin: Origin, document: SweepDocument) {
        self.origin = origin
        self.document = document
    }

    package var id: String { document.id }
}

/// Origin of a measurement: user, machine and job.
package struct Origin: Codable, Equatable, Sendable {
    package var user: String
    package var host: String
    /// Name or number of the job in a batch system; null outside of one.
    @Nullable package var job: String?

    package init(user: String, host: String, job: String?) {
        self.user = user
        self.host = host
        self.job = job
    }
}

extension SweepDocument.Machine {
    /// Properties that must agree for two measurements to be comparable, in words: devices, driver, CPUs and
    /// frameworks.
    package var fingerprint: String {
        let frameworks = frameworks.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        let driver = driver.map { ["driver \($0)"] } ?? []
        return ([devices.joined(separator: " + ")] + driver + ["\(usableCPUs) CPUs"] + frameworks).joined(
            separator: ", "
        )
    }
}

extension SweepDocument {
    /// The command without the folders of its files.
    package var shortCommand: String {
        command.map { argument in
            guard argument.contains("/"), !argument.contains(" "), !argument.contains("://") else { return argument }
            return argument.split(separator: "/").last.map(String.init) ?? argument
        }.joined(separator: " ")
    }
}

extension KeptRun {
    /// The figures of a run for a list of runs, and for a survey.
    package struct Summary: Codable, Equatable, Sendable {
        package var id: String
        package var kind: SweepDocument.Kind
        package var origin: Origin
        package var startedAt: String
        package var command: String
        package var devices: [String]
        package var fingerprint: String
        /// Total duration of the run.
        package var seconds: Double
        /// The baseline batch size, where it is known.
        @Nullable package var batchSize: Int?
        @Nullable package var samplesPerSecond: Double?
        /// Utilization of its device at the baseline, from 0 to 1.
        @Nullable package var utilization: Double?
        @Nullable package var boundBy: Bottleneck?
        @Nullable package var joules: Double?
        /// Whether the run ended early.
        package var isUnfinished: Bool
    }

    package var summary: Summary {
        let watched = document.watchedRun
        let size = watched?.batchSize ?? document.baseline?.batchSize
        let point = document.points.first { $0.batchSize == size }
        return Summary(
            id: document.id,
            kind: document.kind,
            origin: origin,
            startedAt: document.startedAt,
            command: document.shortCommand,
            devices: document.machine.devices,
            fingerprint: document.machine.fingerprint,
            seconds: watched?.wallSeconds ?? document.trials.reduce(0) { $0 + $1.wallSeconds },
            batchSize: size,
            samplesPerSecond: watched?.samplesPerSecond?.value ?? point?.samplesPerSecond.value,
            utilization: watched?.deviceUtilization?.mean ?? point?.deviceUtilization,
            boundBy: document.diagnosis?.boundBy,
            joules: document.trials.compactMap(\.energyJoules).reduce(nil) { ($0 ?? 0) + $1 },
            isUnfinished: document.isUnfinished ?? false
                || document.trials.contains { $0.outcome == .stopped || $0.outcome == .failed }
        )
    }
}
