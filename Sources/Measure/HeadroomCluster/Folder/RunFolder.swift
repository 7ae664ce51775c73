import FoundationEssentials
import Glibc
import HeadroomSystem

/// Folder that a head and its nodes share: the plan, the jobs, the claims, the events and the results.
///
///     plan.json                 what is measured (``Plan``)
///     jobs.jsonl                what the head did with the batch system (``JobRecord``)
///     jobs/KEY.ATTEMPT.sh       the job scripts
///     claims/KEY.ATTEMPT        which node carries an item out (``Claim``)
///     events/KEY.ATTEMPT.jsonl  its progress (``NodeEvent``)
///     documents/KEY.json        its result (``ItemResult``)
///     logs/KEY.ATTEMPT.out      what the job wrote; logs/RUN/ what the trials wrote
///     cancel                    ends all nodes
///
/// Every file has one writer. What counts is written aside, flushed and renamed, or created exclusively.
package struct RunFolder: Sendable {
    package let path: String

    /// Folder below a working folder for the run folders that have no name of their own.
    package static let standardParent = "headroom-runs"

    /// - Parameter path: absolute path.
    package init(path: String) {
        self.path = path
    }

    package var planPath: String { "\(path)/plan.json" }
    private var jobsPath: String { "\(path)/jobs.jsonl" }
    private var cancelPath: String { "\(path)/cancel" }
    package var logs: String { "\(path)/logs" }

    /// Creates the folder and those in it, and checks that files in them can be written and renamed.
    package func prepare() throws(ClusterError) {
        for name in ["", "/jobs", "/claims", "/events", "/documents", "/logs"] {
            do throws(FileFailure) {
                try Folder.make(path + name)
            } catch {
                throw unusable(error.description)
            }
        }
        let probe = "\(path)/.probe.\(getpid())"
        do {
            try DurableFile.write([], to: probe)
        } catch {
            throw unusable(error.description)
        }
        unlink(probe)
    }

    private func unusable(_ reason: String) -> ClusterError {
        ClusterError(
            .missing,
            "the run folder \(path) cannot be used: \(reason)",
            hint: "Name a folder that this machine and the nodes can write with --run-folder."
        )
    }

    // MARK: The plan

    /// The plan; nil if there is none.
    package func plan() throws(ClusterError) -> Plan? {
        guard let data = FileManager.default.contents(atPath: planPath) else { return nil }
        let plan: Plan
        do {
            plan = try JSONDecoder().decode(Plan.self, from: data)
        } catch {
            throw ClusterError(.missing, "\(planPath) cannot be read: \(error)", hint: "Use another --run-folder.")
        }
        guard plan.schema == Plan.currentSchema else {
            throw ClusterError(
                .missing,
                "\(planPath) has the schema '\(plan.schema)', and this headroom knows '\(Plan.currentSchema)'",
                hint: "Go on with the headroom that wrote it, or use another --run-folder."
            )
        }
        return plan
    }

    /// The plan of a folder that must have one.
    package func existingPlan() throws(ClusterError) -> Plan {
        guard let plan = try plan() else {
            throw ClusterError(
                .missing,
                "there is no plan.json in \(path)",
                hint: "A run folder is made by 'headroom sweep --on slurm: --run-folder FOLDER'."
            )
        }
        return plan
    }

    package func write(_ plan: Plan) throws(ClusterError) {
        try DurableFile.write(Lines.encodeIndented(plan), to: planPath)
    }

    // MARK: Claims and results

    /// The numbers of the attempts that nodes have claimed for an item, ascending.
    package func claimedAttempts(of key: String) throws(ClusterError) -> [Int] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: "\(path)/claims")
        } catch {
            throw ClusterError(.missing, "the folder \(path)/claims cannot be read: \(error)")
        }
        return names.compactMap { name in
            name.hasPrefix("\(key).") ? Int(name.dropFirst(key.utf8.count + 1)) : nil
        }.sorted()
    }

    package func claim(of key: String, attempt: Int) -> Claim? {
        guard let data = FileManager.default.contents(atPath: "\(path)/claims/\(key).\(attempt)") else { return nil }
        return try? JSONDecoder().decode(Claim.self, from: data)
    }

    /// Claims an item with the next free attempt number.
    package func claim(
        _ key: String,
        host: String,
        job: String?,
        fingerprint: String?
    ) throws(ClusterError) -> Claim {
        var attempt = (try claimedAttempts(of: key).last ?? 0) + 1
        while true {
            let claim = Claim(
                attempt: attempt,
                host: host,
                processID: getpid(),
                job: job,
                fingerprint: fingerprint,
                startedAt: UTC.now
            )
            if try DurableFile.createExclusively("\(path)/claims/\(key).\(attempt)", Lines.encode(claim)) {
                return claim
            }
            attempt += 1
        }
    }

    private var documents: String { "\(path)/documents" }

    private static func resultName(of key: String) -> String { "\(key).json" }

    private static func stoppedName(of key: String, attempt: Int) -> String { "\(key).\(attempt).stopped.json" }

    /// The result of an item; nil while there is none.
    package func result(of key: String) throws(ClusterError) -> ItemResult? {
        try result(named: Self.resultName(of: key))
    }

    /// The partial result of a stopped attempt; nil if it was not stopped.
    package func stoppedResult(of key: String, attempt: Int) throws(ClusterError) -> ItemResult? {
        try result(named: Self.stoppedName(of: key, attempt: attempt))
    }

    private func result(named name: String) throws(ClusterError) -> ItemResult? {
        // A network file system remembers for some time that a file is missing; the list of a folder is read anew.
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: documents), names.contains(name) else {
            return nil
        }
        let path = "\(documents)/\(name)"
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        do {
            return try JSONDecoder().decode(ItemResult.self, from: data)
        } catch {
            throw ClusterError(.missing, "the result \(path) cannot be read: \(error)")
        }
    }

    package func write(_ result: ItemResult) throws(ClusterError) {
        let name =
            result.end == .stopped
            ? Self.stoppedName(of: result.key, attempt: result.claim.attempt) : Self.resultName(of: result.key)
        try DurableFile.write(Lines.encodeIndented(result), to: "\(documents)/\(name)")
    }

    /// Sets the result of a failed item aside, so that it is carried out again.
    package func setAside(_ result: ItemResult) {
        let name = "\(result.key).\(result.claim.attempt).failed.json"
        rename("\(documents)/\(Self.resultName(of: result.key))", "\(documents)/\(name)")
    }

    package func eventsPath(of key: String, attempt: Int) -> String { "\(path)/events/\(key).\(attempt).jsonl" }

    // MARK: Jobs

    package func jobRecords() -> [JobRecord] {
        FileManager.default.contents(atPath: jobsPath).map { Lines.decode(JobRecord.self, from: $0) } ?? []
    }

    /// Appends a record, and waits until the disk has it.
    package func append(_ record: JobRecord) throws(ClusterError) {
        try DurableFile.append(line: Lines.encode(record), to: jobsPath)
    }

    package func scriptPath(of key: String, attempt: Int) -> String { "\(path)/jobs/\(key).\(attempt).sh" }

    package func writeScript(_ text: String, of key: String, attempt: Int) throws(ClusterError) {
        try DurableFile.write(Array(text.utf8), to: scriptPath(of: key, attempt: attempt))
    }

    package func outputPath(of key: String, attempt: Int) -> String { "\(logs)/\(key).\(attempt).out" }

    /// Creates the file of a job's output: Slurm ends a job without a word whose output cannot be opened.
    package func prepareOutput(of key: String, attempt: Int) throws(ClusterError) {
        try DurableFile.touch(outputPath(of: key, attempt: attempt))
    }

    /// The last lines that a job wrote.
    package func lastOutput(of key: String, attempt: Int, lines: Int) -> [String] {
        guard let data = FileManager.default.contents(atPath: outputPath(of: key, attempt: attempt)) else { return [] }
        return String(decoding: data, as: UTF8.self).split(separator: "\n").suffix(lines).map(String.init)
    }

    // MARK: Cancellation

    package var isCanceled: Bool { FileManager.default.fileExists(atPath: cancelPath) }

    package func cancel() throws(ClusterError) { try DurableFile.write([], to: cancelPath) }

    package func removeCancellation() { unlink(cancelPath) }

    // MARK: One head at a time

    /// Locks the folder for a head until this process ends.
    ///
    /// - Returns: false if another head follows the run. Where the file system has no locks, it is not found.
    package func lockForHead() -> Bool {
        let descriptor = open("\(path)/.head", O_WRONLY | O_CREAT | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { return true }
        return flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK
    }
}
