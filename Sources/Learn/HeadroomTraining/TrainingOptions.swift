package import ArgumentParser

/// Options of every training.
package struct TrainingOptions: ParsableArguments {
    @Option(help: "The seed of everything that is drawn at random.")
    package var seed: UInt64 = 0

    @Option(
        help:
            "Threads that an operation on the CPU may use (default: 1, or the usable CPUs for models that gain from them)."
    )
    package var threads: Int?

    @Option(help: "The device: cpu, cuda or cuda:N.")
    package var device = "cpu"

    @Option(help: ArgumentHelp("Evaluate the model after every n updates.", valueName: "n"))
    package var evaluateEvery: Int?

    @Option(
        help: ArgumentHelp(
            "Where the training and its model are kept (default: WORKLOAD.safetensors; under a sweep, nowhere).",
            valueName: "file"
        )
    )
    package var checkpoint: String?

    @Option(
        help: ArgumentHelp(
            "Go on with the training of a checkpoint, to the same bits on the CPU with the same --threads.",
            valueName: "file"
        )
    )
    package var resume: String?

    package init() {}

    package func validate() throws {
        for (name, value) in [("--threads", threads), ("--evaluate-every", evaluateEvery)] {
            if let value, value < 1 { throw ValidationError("\(name) takes a whole number of at least 1.") }
        }
    }

    /// Path of the checkpoint; nil where none is written.
    ///
    /// - Parameter isMeasured: whether Headroom measures the training.
    package func checkpoint(of workload: String, isMeasured: Bool) -> String? {
        checkpoint ?? (isMeasured ? nil : "\(workload).safetensors")
    }
}
