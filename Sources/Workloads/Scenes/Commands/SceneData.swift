package import ArgumentParser

/// The command `headroom scenes data`.
package struct SceneData: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "data",
        abstract: "Prepare trajectories for --data of a training.",
        subcommands: [RecordVizdoom.self, WriteRooms.self]
    )

    package init() {}
}
