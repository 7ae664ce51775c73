import HeadroomSentences
import HeadroomTorch
import TestSupport
import Testing

/// The weights of all-MiniLM-L6-v2.
@Suite(
    .serialized,
    .enabled(if: Needs.engine != nil || !Needs.mayRunWithoutEngine),
    .enabled(if: Needs.sentences != nil, "HEADROOM_SENTENCES names no folder with the weights")
)
struct SentenceEncoderTests {
    let encoder: SentenceEncoder

    init() throws {
        try Engine.load(library: try #require(Needs.engine, "HEADROOM_ENGINE is not set: run ./test"))
        try Engine.setThreads(1)
        encoder = try SentenceEncoder(try #require(Needs.sentences))
    }

    @Test func vectorsAreThoseOfTheReference() throws {
        let references = try Reference.read("sentences.json")
        #expect(encoder.width == 384 && references.count == 4)
        let vectors = try rows(encoder(references.map(\.text)))
        for (reference, vector) in zip(references, vectors) {
            #expect(distance(vector, try #require(reference.embedding)) < 1e-5, "\(reference.text)")
            #expect(try distance(rows(encoder([reference.text]))[0], vector) < 1e-6, "\(reference.text)")
        }
    }

    @Test func aParaphraseIsNearAndAnotherSubjectFar() throws {
        let vectors = try encoder([
            "Turn left past the red box, then stop at the blue wall.", "A chair with two slats.",
            "the wall is blue and the box is red, turn left and stop",
        ])
        let first: [Float] = [0.0952, 0.0315, -0.0492, 0.0334, 0.0505, 0.0353]
        let second: [Float] = [0.0485, -0.0079, -0.0475, 0.0579, -0.0171, -0.0313]
        let starts = try rows(vectors.narrow(dimension: 1, start: 0, length: 6))
        #expect(distance(starts[0], first) < 1e-4 && distance(starts[1], second) < 1e-4)
        let cosines = try rows(vectors.matmul(vectors.transpose(0, 1)))
        #expect(distance(cosines[0], [1, -0.0055, 0.8649]) < 1e-3)
    }

    @Test func anySentenceHasAVectorOfLengthOne() throws {
        let sentences = ["", "中文 🥰", String(repeating: "a long way ", count: 200), "the red box"]
        let vectors = try encoder(sentences)
        for length in try vectors.norm(dimensions: [1]).floats() { #expect(abs(length - 1) < 1e-5) }
        for (sentence, vector) in zip(sentences, try rows(vectors)) {
            #expect(try distance(rows(encoder([sentence]))[0], vector) < 1e-6)
        }
    }
    /// With the two tokens at its ends a sentence has 256.
    @Test func theEndOfALongSentenceIsLeftOut() throws {
        let words = String(repeating: "red ", count: 253)
        let vectors = try rows(encoder([words + "box", words + "box and a chair", words + "chair"]))
        #expect(distance(vectors[0], vectors[1]) < 1e-6 && distance(vectors[0], vectors[2]) > 1e-3)
    }
}
