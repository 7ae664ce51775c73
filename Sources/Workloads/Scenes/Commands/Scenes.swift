import ArgumentParser
import HeadroomCommandLine

/// The command `headroom scenes`.
struct Scenes: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "headroom scenes",
        abstract: "Generate scenes, fly through them, or evaluate a model that does.",
        version: Version.current,
        subcommands: [
            SampleScenes.self, RenderScene.self, InterpolateScenes.self, ReconstructTrajectory.self, MeshScene.self,
            EvaluateScenes.self, SceneData.self,
        ]
    )
}
