import ArgumentParser
import FoundationEssentials
import Glibc
import HeadroomCommandLine
import HeadroomCore
import HeadroomDevices
import HeadroomStore

/// Where runs are kept.
enum StoreLocation {
    /// `$HEADROOM_STORE`, or `runs.sqlite` in the folder for programs' own records (XDG Base Directory Specification).
    static var standard: String {
        let environment = ProcessInfo.processInfo.environment
        if let named = environment["HEADROOM_STORE"], !named.isEmpty { return named }
        if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") { return "\(state)/headroom/runs.sqlite" }
        return "\(environment["HOME"] ?? ".")/.local/state/headroom/runs.sqlite"
    }
}

/// Whether and where a measurement is kept: the options that every measuring command has.
struct KeepOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Keep the run in this store (default: $HEADROOM_STORE, or ~/.local/state/headroom/runs.sqlite).",
            valueName: "file"
        )
    )
    var store: String?

    @Flag(help: "Do not keep the run.")
    var noStore = false

    @Option(help: "The name of the job that the run belongs to (default: what the batch system says).")
    var job: String?

    func validate() throws {
        if noStore, store != nil { throw ValidationError("Give --store or --no-store, not both.") }
    }

    /// The store that the run is kept in; nil where it is not kept.
    var path: String? { noStore ? nil : store ?? StoreLocation.standard }

    /// Sees before a measurement whether the store that a person names can be used: they count on it.
    func check() throws {
        guard !noStore, let store else { return }
        do throws(StoreError) {
            _ = try RunStore.open(store)
        } catch let error where error.isPassing {
            // What may be over by the end is said then, if it is not.
        }
    }

    /// Keeps a run.
    ///
    /// A store that cannot be written any more loses no measurement: what was measured has been reported by then, and its
    /// exit code stands.
    func keep(_ document: SweepDocument) {
        guard !noStore else { return }
        let run = KeptRun(origin: origin, document: document)
        do throws(StoreError) {
            try RunStore.open(store ?? StoreLocation.standard).keep(run)
        } catch {
            StandardStream.note("the run was not kept: \(error.message)", hint: error.hint)
        }
    }

    /// Keeps what was measured so far of a run that goes on; should it be killed, that is what is left of it.
    func keepUnfinished(_ document: SweepDocument) {
        guard !noStore else { return }
        // What is wrong with the store is told at the end, once.
        try? RunStore.open(store ?? StoreLocation.standard).keep(
            KeptRun(origin: origin, document: document)
        )
    }

    /// The latest runs of a kind; none where there is no store, or it cannot be read.
    func latest(_ kind: SweepDocument.Kind, limit: Int) -> [SweepDocument] {
        guard !noStore, let store = try? RunStore.openToRead(store ?? StoreLocation.standard) else { return [] }
        return (try? store.latest(kind, limit: limit).map(\.document)) ?? []
    }

    private var origin: Origin {
        let environment = ProcessInfo.processInfo.environment
        let names = ["SLURM_JOB_NAME", "SLURM_JOB_ID", "LSB_JOBNAME", "LSB_JOBID", "PBS_JOBNAME", "PBS_JOBID"]
        return Origin(
            user: ProcessNames.name(of: getuid()),
            host: Host.name,
            job: job ?? names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
        )
    }
}

/// The store that is read: the option that every command has which looks at kept runs.
struct StoreOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The store (default: $HEADROOM_STORE, or ~/.local/state/headroom/runs.sqlite).",
            valueName: "file"
        )
    )
    var store: String?

    func open() throws -> RunStore { try RunStore.openToRead(store ?? StoreLocation.standard) }
}
