import ArgumentParser
import FoundationEssentials
import HeadroomCommandLine
import HeadroomDisplay
import HeadroomSchema
import HeadroomTorch
import HeadroomTraining

/// Prints the prerequisites of the workloads on this machine as JSON, for `headroom`.
struct Setup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write what the workloads need of this machine, as JSON.",
        shouldDisplay: false
    )

    func run() async throws {
        let candidates = await LibtorchSearch().candidates()
        let data = FileManager.default.fileExists(atPath: "\(DataHome.folder)/digits.csv") ? DataHome.folder : nil
        let setup = TrainingSetup(
            engine: Self.engine(),
            libtorch: candidates,
            hasLibtorch: LibtorchSearch.choice(among: candidates).map { $0.problem == nil } ?? false,
            data: data
        )
        try StandardStream.output(JSONReport.render(setup))
    }

    private static func engine() -> TrainingSetup.Engine {
        do {
            try EngineLibrary.load()
            return .init(path: EngineLibrary.path, libtorchVersion: try Engine.libtorchVersion(), problem: nil)
        } catch {
            return .init(path: EngineLibrary.path, libtorchVersion: nil, problem: error.message)
        }
    }
}
