import HeadroomTrials
import Testing

@Suite struct PlaceholderTests {
    private let command = CommandTemplate(
        [
            "python", "train.py", "--batch-size", "{batch}", "--lr={lr}", "--epochs", "{epochs}", "--seed", "{seed}",
            "--out", "{out}",
        ]
    )

    @Test func everyPlaceholderIsFilled() {
        #expect(
            command.takesBatchSize && command.takes(.learningRate) && command.takes(.epochs) && command.takes(.seed)
        )
        let filled = command.filled(
            batchSize: 64,
            directory: "/tmp/x",
            values: [.learningRate: "0.1", .epochs: "20", .seed: "3"]
        )
        #expect(
            filled == [
                "python", "train.py", "--batch-size", "64", "--lr=0.1", "--epochs", "20", "--seed", "3", "--out",
                "/tmp/x",
            ]
        )
    }

    @Test func whatIsLeftOpenIsLeftToTheCommand() {
        #expect(
            command.leavingOpen(keeping: [.seed])?.arguments
                == ["python", "train.py", "--seed", "{seed}", "--out", "{out}"]
        )
        #expect(
            command.leavingOpen(keeping: [], keepsBatchSize: true)?.arguments
                == ["python", "train.py", "--batch-size", "{batch}", "--out", "{out}"]
        )
        #expect(CommandTemplate(["train"]).leavingOpen(keeping: [])?.arguments == ["train"])
    }

    /// A positional placeholder no longer prevents omitting others once its value is known.
    @Test func whatIsKnownIsPutIn() {
        let command = CommandTemplate(["train", "{batch}", "--lr", "{lr}", "--seed", "{seed}"])
        #expect(command.leavingOpen(keeping: [.seed]) == nil)
        let known = command.with(batchSize: 32, values: [:])
        #expect(known.leavingOpen(keeping: [.seed])?.arguments == ["train", "32", "--seed", "{seed}"])
        #expect(
            command.with(batchSize: nil, values: [.learningRate: "0.1"]).arguments
                == ["train", "{batch}", "--lr", "0.1", "--seed", "{seed}"]
        )
    }

    /// Hydra's overrides, and variables set by `env`.
    @Test(arguments: ["train.loader.batch_size={batch}", "+batch={batch}", "BATCH={batch}"])
    func aSettingIsLeftOut(argument: String) {
        #expect(
            CommandTemplate(["train", argument, "seed=1"]).leavingOpen(keeping: [])?.arguments == ["train", "seed=1"]
        )
    }

    /// A positional placeholder, or one inside other text, may be required by the command.
    @Test(arguments: [
        ["train", "{batch}"], ["train", "x=a{batch}"], ["train", "--flag=1", "{lr}"], ["sh", "-c", "train {batch}"],
    ])
    func whatCannotBeLeftOutIsNot(arguments: [String]) {
        #expect(CommandTemplate(arguments).leavingOpen(keeping: []) == nil)
    }
}
