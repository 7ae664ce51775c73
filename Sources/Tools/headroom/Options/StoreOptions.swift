import ArgumentParser
import FoundationEssentials
import Glibc
import HeadroomCommandLine
import HeadroomCore
import HeadroomDevices
import HeadroomStore

/// Default location of the store of runs.
enum StoreLocation {
    /// `$HEADROOM_STORE`, or `runs.sqlite` in the state folder of the XDG Base Directory Specification.
    static var standard: String {
        let environment = ProcessInfo.processInfo.environment
        if let named = environment["HEADROOM_STORE"], !named.isEmpty { return named }
        if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") { return "\(state)/headroom/runs.sqlite" }
        return "\(environment["HOME"] ?? ".")/.local/state/headroom/runs.sqlite"
    }
}

/// Options for storing a run, common to all measuring commands.
struct KeepOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Save the run in this store (default: $HEADROOM_STORE, or ~/.local/state/headroom/runs.sqlite).",
            valueName: "file"
        )
    )
    var store: String?

    @Flag(help: "Do not save the run.")
    var noStore = false

    @Option(help: "Job name of the run (default: the name from the batch system).")
    var job: String?

    func validate() throws {
        if noStore, store != nil { throw ValidationError("Give --store or --no-store, not both.") }
    }

    /// Store of the run; nil if it is not stored.
    var path: String? { noStore ? nil : store ?? StoreLocation.standard }

    /// Checks before a measurement that the store given by the user can be used.
    func check() throws {
        guard !noStore, let store else { return }
        do throws(StoreError) {
            _ = try RunStore.open(store)
        } catch let error where error.isTemporary {
            // A temporary failure is reported at the end, if it persists.
        }
    }

    /// Stores a run.
    ///
    /// A failure to write the store loses no measurement: the results have been reported before, and the exit code does
    /// not change.
    ///
    /// - Parameter place: machine and job that made the measurement; nil for this machine.
    func keep(_ document: SweepDocument, from place: (host: String, job: String?)? = nil) {
        guard !noStore else { return }
        var origin = origin
        if let place { origin = Origin(user: origin.user, host: place.host, job: job ?? place.job) }
        let run = KeptRun(origin: origin, document: document)
        do throws(StoreError) {
            try RunStore.open(store ?? StoreLocation.standard).keep(run)
        } catch {
            StandardStream.note("the run was not kept: \(error.message)", hint: error.hint)
        }
    }

    /// Stores the results so far of a run in progress, so that they remain if it is killed.
    func keepUnfinished(_ document: SweepDocument) {
        guard !noStore else { return }
        // Problems with the store are reported once, at the end.
        try? RunStore.open(store ?? StoreLocation.standard).keep(
            KeptRun(origin: origin, document: document)
        )
    }

    /// Latest runs of a kind; empty if there is no readable store.
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

/// Option for the store to read, common to all commands that read stored runs.
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
