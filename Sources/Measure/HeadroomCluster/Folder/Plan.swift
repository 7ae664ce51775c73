import FoundationEssentials
import HeadroomSystem

/// Plan of a run on other machines: what is measured, how, and where the jobs are requested.
///
/// It is the file `plan.json` of a run folder.
package struct Plan: Codable, Equatable, Sendable {
    package static let currentSchema = "headroom.plan/1"

    package var schema = Plan.currentSchema
    /// Random name of the run folder, which also names its jobs.
    package var run: String
    /// Version of the headroom that wrote the plan.
    package var headroom: String
    /// Path of the program that carries it out; it must be the same on every machine.
    package var program: String
    /// Hash of that program's content.
    package var fingerprint: String?
    /// Batch system and requested resources, the value of --on.
    package var on: String
    /// Options of the batch system that are passed on unchanged.
    package var slurmOptions: [String] = []
    package var pace: Pace
    package var items: [Item]

    /// One measurement, carried out as a whole on one machine.
    ///
    /// Its content, and nothing else, determines its key.
    package struct Item: Codable, Equatable, Sendable {
        /// Arguments of headroom, without options of reports, the store, the price and the cluster.
        package var arguments: [String]
        /// Folder that the command starts in.
        package var workingFolder: String
        /// Environment variables that change what a training does.
        package var environment: [String: String]

        package init(arguments: [String], workingFolder: String, environment: [String: String]) {
            self.arguments = arguments
            self.workingFolder = workingFolder
            self.environment = environment
        }

        /// Hash of the content, which names the item's files.
        package var key: String { (try? Lines.encode(self)).map(ContentHash.of) ?? "" }
    }

    /// Intervals of the checks of a run, in seconds.
    package struct Pace: Codable, Equatable, Sendable {
        /// Time between two looks of the node for a later attempt, a cancellation and a folder that can be written.
        package var fenceSeconds = 30.0
        /// Shortest time between two questions to the batch system.
        package var queueSeconds = 10.0
        /// Time for which a job must be absent from the queue without interruption until it counts as lost.
        package var lostSeconds = 60.0

        package init() {}
    }

    package init(
        run: String,
        headroom: String,
        program: String,
        fingerprint: String?,
        on: String,
        slurmOptions: [String],
        pace: Pace,
        items: [Item]
    ) {
        self.run = run
        self.headroom = headroom
        self.program = program
        self.fingerprint = fingerprint
        self.on = on
        self.slurmOptions = slurmOptions
        self.pace = pace
        self.items = items
    }
}
