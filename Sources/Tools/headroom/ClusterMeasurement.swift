import ArgumentParser
import FoundationEssentials
import Glibc
import HeadroomCluster
import HeadroomCommandLine
import HeadroomDisplay

/// A measurement in a job of a batch system, from its plan to the reports: the head.
struct ClusterMeasurement {
    let delivery: Delivery

    /// Plans a measurement in its run folder, or goes on with the one that is there, and follows it to its end.
    ///
    /// - Parameter arguments: the part of the command line for the node.
    func start(_ arguments: [String], on place: String, options: ClusterOptions) async throws {
        try check()
        let item = Plan.Item(
            arguments: arguments,
            workingFolder: FileManager.default.currentDirectoryPath,
            environment: PlanEnvironment.selected(from: ProcessInfo.processInfo.environment)
        )
        let folder = RunFolder(path: Self.absolute(options.runFolder ?? Self.standardFolder(of: item)))
        try folder.prepare()
        try lock(folder)
        let plan = try plan(item, in: folder, on: place, options: options)
        if let result = try folder.result(of: plan.items[0].key), result.end == .failed { folder.setAside(result) }
        try await follow(plan, in: folder, isAnew: true)
    }

    /// Goes on with the plan of a run folder.
    func resume(_ path: String) async throws {
        try check()
        let folder = RunFolder(path: Self.absolute(path))
        let plan = try folder.existingPlan()
        try folder.prepare()
        try lock(folder)
        try await follow(plan, in: folder, isAnew: false)
    }

    private func check() throws {
        try Limits.check()
        try delivery.reports.checkDestinations()
        try delivery.keeping.check()
    }

    private func lock(_ folder: RunFolder) throws {
        guard folder.lockForHead() else {
            throw CommandFailure(
                "another headroom follows the run in \(folder.path)",
                hint: "End that one with Ctrl-C; its job goes on."
            )
        }
    }

    /// A folder below the working folder, the same for the same command.
    private static func standardFolder(of item: Plan.Item) -> String {
        var named = item
        named.environment = [:]
        return "\(RunFolder.standardParent)/\(named.key)"
    }

    static func absolute(_ path: String) -> String {
        let full = path.hasPrefix("/") ? path : "\(FileManager.default.currentDirectoryPath)/\(path)"
        return URL(filePath: full).standardized.path
    }

    // MARK: The plan

    /// The plan of the folder, written now if there is none.
    private func plan(
        _ item: Plan.Item,
        in folder: RunFolder,
        on place: String,
        options: ClusterOptions
    ) throws -> Plan {
        guard var plan = try folder.plan() else {
            let plan = Plan(
                run: String(UInt32.random(in: .min ... .max), radix: 36),
                headroom: Version.current,
                program: ThisProgram.path,
                fingerprint: ContentHash.ofFile(ThisProgram.path),
                on: place,
                slurmOptions: options.slurmOption,
                pace: options.pace,
                items: [item]
            )
            try folder.write(plan)
            return plan
        }
        let planned = plan.items[0]
        guard planned.arguments == item.arguments, planned.workingFolder == item.workingFolder else {
            throw CommandFailure(
                "the run folder \(folder.path) has another measurement: headroom \(CommandLineText.text(planned.arguments))"
                    + (planned.workingFolder == item.workingFolder ? "" : " in \(planned.workingFolder)"),
                hint:
                    "Use another --run-folder, or go on with that one: headroom resume \(CommandLineText.word(folder.path))",
                exitCode: .wrongUsage
            )
        }
        let names = Set(planned.environment.keys).union(item.environment.keys)
            .filter { planned.environment[$0] != item.environment[$0] }.sorted()
        if !names.isEmpty {
            StandardStream.note(
                "the environment is not that of the plan, which stays: \(names.joined(separator: ", "))",
                hint: "Use another --run-folder for this one."
            )
        }
        // What is requested may change between two jobs: it is not part of the measurement.
        plan.on = place
        plan.slurmOptions = options.slurmOption
        plan.pace = options.pace
        plan.headroom = Version.current
        plan.program = ThisProgram.path
        plan.fingerprint = ContentHash.ofFile(ThisProgram.path)
        if try folder.plan() != plan { try folder.write(plan) }
        return plan
    }

    // MARK: Following

    private func follow(_ plan: Plan, in folder: RunFolder, isAnew: Bool) async throws {
        let item = plan.items[0]
        let display = ProgressDisplay(mode: delivery.reports.quiet ? .none : delivery.reports.progress)
        let interrupts = Interrupts(last: 2) { _ in }
        folder.removeCancellation()
        let run = SlurmRun(
            folder: folder,
            plan: plan,
            item: item,
            request: try ClusterOptions.request(plan.on, options: plan.slurmOptions),
            isInterrupted: { interrupts.received != nil },
            report: { progress in
                switch progress {
                case .notice(let text): display.say(text)
                case .waiting(let job, let reason, let seconds):
                    display.show(waiting: "job \(job) waits: \(reason)", seconds: seconds)
                case .measuring(let progress): display.show(progress)
                }
            }
        )
        let outcome: SlurmRun.Outcome
        do {
            outcome = try await run.run(isAnew: isAnew)
        } catch {
            display.finish()
            throw error
        }
        display.finish()
        switch outcome {
        case .result(let result): try deliver(result, failure: result.failure.map(CommandFailure.init))
        case .stopped(let result, let error): try deliver(result, failure: error)
        case .left(let job):
            StandardStream.note(
                "job \(job) goes on without this program",
                hint: "To come back: headroom resume \(CommandLineText.word(folder.path))\n"
                    + "To end it: headroom cancel \(CommandLineText.word(folder.path)) (or: scancel \(job))"
            )
            throw ExitCode.signal(interrupts.received ?? SIGINT)
        }
    }

    private func deliver(_ result: ItemResult, failure: (any Error)?) throws {
        guard let document = result.document else {
            throw failure ?? CommandFailure("the node wrote no document")
        }
        try delivery.deliver(
            Measured(document: document, failure: failure),
            from: (result.claim.host, result.claim.job)
        )
    }
}

extension CommandFailure {
    /// The failure of a node, as a local run would report it.
    init(_ failure: ItemResult.Failure) {
        self.init(failure.problems.first ?? "the node failed", hint: failure.hint, exitCode: ExitCode(failure.exitCode))
        if !failure.problems.isEmpty { problems = failure.problems }
        lastLines = failure.lastLines
        outputFolder = failure.outputFolder
    }
}
