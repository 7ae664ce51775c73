import ArgumentParser
import FoundationEssentials
import HeadroomCommandLine
import HeadroomDisplay
import HeadroomEnvironments
import HeadroomTraining

/// The command `headroom play taxi`.
struct PlayTaxi: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: TaxiWorkload.name,
        abstract: "See a trained taxi drive.",
        discussion: """
            On a terminal the taxi drives from a start that the seed draws; elsewhere every stop is a line. With \
            --svg the ride goes into a file that moves, which any browser shows.
            """
    )

    @Option(help: "The checkpoint of its training (default: taxi.safetensors).")
    var checkpoint = "taxi.safetensors"

    @Option(help: "The start is drawn from this seed; with several rides each further one from the next.")
    var seed: UInt64 = 0

    @Option(help: "Number of rides.")
    var rides = 1

    @Option(help: "From one stop to the next: 100ms, 1s.")
    var pace: TimeSpan?

    @Option(help: "Write the rides as a picture that moves.")
    var svg: String?

    @Option(help: "Use colour: auto, always or never.")
    var color = ColorChoice.auto

    func validate() throws {
        guard (1...1000).contains(rides) else { throw ValidationError("--rides takes a whole number from 1 to 1000.") }
    }

    func run() throws {
        try EngineLibrary.load()
        let policy = try TaxiPolicy(path: checkpoint)
        let episodes = try (0..<rides).map { try TaxiEpisode(policy, seed: seed &+ UInt64($0)) }
        let seconds = pace?.seconds ?? TaxiEpisodeView.defaultStepSeconds
        if let svg {
            try OutputFile.write(
                TaxiAnimation(episodes, map: policy.variant.taxi.map, stepSeconds: seconds).svg,
                to: svg
            )
            return
        }
        let interrupts = Interrupts { _ in }
        let view = TaxiEpisodeView(policy, stepSeconds: seconds, color: color)
        for episode in episodes {
            try view.play(episode) { interrupts.received != nil }
            if let signal = interrupts.received { throw ExitCode.signal(signal) }
        }
    }
}
