import FoundationEssentials
import HeadroomTrials
import Subprocess
import TestSupport
import Testing

/// Which steps the agent leaves out as the partial last batches of epochs, of a source with unknown epochs.
struct StepSizesTests {
    struct Case: CustomTestStringConvertible {
        let testDescription: String
        let sizes: [Int]
        /// Indices of the steps that are left out.
        let partial: [Int]
        let full: Int
    }

    static let cases = [
        Case(testDescription: "epochs with a rest", sizes: [32, 32, 7, 32, 32, 7, 32], partial: [2, 5], full: 32),
        Case(
            testDescription: "a change within an epoch leaves another rest",
            sizes: [32, 20, 32, 32, 7, 32, 32, 7, 32],
            partial: [1, 4, 7],
            full: 32
        ),
        Case(
            testDescription: "the first step after a change is a rest",
            sizes: [20, 32, 32, 7, 32, 32, 7],
            partial: [3, 6],
            full: 32
        ),
        Case(testDescription: "any size", sizes: [32, 20, 32, 7, 32, 9, 32, 11], partial: [1, 3], full: 32),
        Case(testDescription: "ever larger", sizes: [8, 16, 32, 7, 32], partial: [], full: 32),
        Case(testDescription: "two small ones in sequence", sizes: [32, 7, 7, 32, 7], partial: [1], full: 32),
    ]

    @Test(arguments: cases) func partialBatchesAreLeftOut(_ expected: Case) async throws {
        let folder = try Folder()
        defer { folder.remove() }
        let agent = try PythonAgent(in: folder.path)
        let script = """
            import sys
            sys.path.insert(0, sys.argv[1])
            from headroom_agent.step_sizes import GUESSED, StepSizes
            sizes = StepSizes()
            steps = [int(size) for size in sys.argv[2].split()]
            print([index for index, size in enumerate(steps) if sizes.is_short(size, size, GUESSED)], sizes.full)
            """
        let sizes = expected.sizes.map(String.init).joined(separator: " ")
        let result = try await Subprocess.run(
            .name("python3"),
            arguments: ["-c", script, agent.folder, sizes],
            output: .string(limit: 4096),
            error: .string(limit: 4096)
        )
        #expect(result.standardOutput == "\(expected.partial) \(expected.full)\n", "\(result.standardError)")
    }
}
