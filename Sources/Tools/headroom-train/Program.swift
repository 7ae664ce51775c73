import HeadroomCommandLine
import HeadroomReconstruction
import HeadroomSceneGeneration

/// Entry point of the program with the workloads.
///
/// `headroom train`, `headroom play`, `headroom sharpness`, `headroom reconstruct` and `headroom scenes` execute it:
/// `headroom-train digits`, `headroom-train play taxi`.
@main
enum Program {
    static func main() {
        ProgramStart.run {
            let arguments = Array(CommandLine.arguments.dropFirst())
            switch arguments.first {
            case "play": await Play.start(workloadFirst(arguments.dropFirst()))
            case "train": await Train.start(Array(arguments.dropFirst()))
            case "reconstruct": await Reconstruction.reconstructCommand.start(Array(arguments.dropFirst()))
            // `headroom-train scenes` trains, as for every workload.
            case "explore-scenes": await SceneGeneration.scenesCommand.start(Array(arguments.dropFirst()))
            case "sharpness": await Sharpness.start(workloadFirst(arguments.dropFirst()))
            default: await Train.start(arguments)
            }
        }
    }

    /// Moves the name of the workload before the options that precede it.
    private static func workloadFirst(_ arguments: ArraySlice<String>) -> [String] {
        guard arguments.first?.hasPrefix("-") == true,
            let place = arguments.firstIndex(where: { Workloads.named($0) != nil })
        else { return Array(arguments) }
        return [arguments[place]] + arguments[..<place] + arguments[(place + 1)...]
    }
}
