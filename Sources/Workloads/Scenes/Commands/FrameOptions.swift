import ArgumentParser
import HeadroomScenes

/// The command line options of the frames of a fly-through.
struct FrameOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Frames along the path.", valueName: "n"))
    var frames = 32

    @Option(help: ArgumentHelp("Pixels on each side of a frame.", valueName: "n"))
    var size = 96

    func validate() throws {
        guard (1...1000).contains(frames) else {
            throw ValidationError("--frames takes a whole number from 1 to 1000.")
        }
        guard (8...1024).contains(size) else { throw ValidationError("--size takes a whole number from 8 to 1024.") }
    }

    func camera(of trained: TrainedScenes) -> Intrinsics {
        trained.metadata.camera.scaled(width: size, height: size)
    }
}
