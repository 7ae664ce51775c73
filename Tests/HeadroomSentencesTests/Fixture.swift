import FoundationEssentials
import HeadroomTorch
import TestSupport
import Testing

/// Tests that need the engine, run serially: threads belong to the process.
@Suite(.serialized, .enabled(if: Needs.engine != nil || !Needs.mayRunWithoutEngine))
struct EngineTests {
    init() throws {
        try Engine.load(library: try #require(Needs.engine, "HEADROOM_ENGINE is not set: run ./test"))
        try Engine.setThreads(1)
    }
}

/// A result of the reference implementations, by `Scripts/golden.py`.
struct Reference: Decodable {
    let text: String
    let tokens: [Int]
    /// At length 1, rounded to six decimals; nil where only the tokens are kept.
    let embedding: [Float]?

    static func read(_ name: String) throws -> [Reference] {
        try JSONDecoder().decode([Reference].self, from: Data(Golden().text(name).utf8))
    }

    /// The folder of an encoder with random weights, whose settings are unlike those of all-MiniLM-L6-v2.
    static let smallEncoder = "\(#filePath)".replacing("Fixture.swift", with: "Golden/SmallEncoder")
}

/// The rows of a matrix.
func rows(_ matrix: Tensor) throws -> [[Float]] {
    let (values, width) = (try matrix.floats(), matrix.shape[1])
    return (0..<matrix.shape[0]).map { Array(values[$0 * width..<($0 + 1) * width]) }
}

/// The greatest difference of two vectors of the same length.
func distance(_ left: [Float], _ right: [Float]) -> Float {
    left.count == right.count ? zip(left, right).map { abs($0 - $1) }.max() ?? 0 : .infinity
}
