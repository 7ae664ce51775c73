import FoundationEssentials
import Glibc
import HeadroomCommandLine
import HeadroomSentences
import HeadroomTorch

/// The sentence encoder of the machine, whose folder the launcher names.
enum Sentences {
    private static let variable = "HEADROOM_SENTENCES"

    /// nil where the folder has no weights.
    private static var folder: String? {
        guard let path = getenv(variable).map({ String(cString: $0) }),
            FileManager.default.fileExists(atPath: "\(path)/model.safetensors")
        else { return nil }
        return path
    }

    /// Embeddings of texts, `[texts, width]`; nil without texts or without an encoder.
    static func embeddings(of texts: [String]) throws -> Tensor? {
        guard let folder, texts.contains(where: { !$0.isEmpty }) else { return nil }
        return try SentenceEncoder(folder)(texts)
    }

    /// The embedding of a sentence, `[1, width]`.
    static func embedding(of text: String) throws -> Tensor {
        guard let folder else {
            throw CommandFailure(
                "there is no sentence encoder for --text",
                hint: "The launcher ./headroom fetches it; \(variable) names the folder of all-MiniLM-L6-v2."
            )
        }
        return try SentenceEncoder(folder)([text])
    }
}
