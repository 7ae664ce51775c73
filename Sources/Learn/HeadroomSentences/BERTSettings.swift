internal import FoundationEssentials
package import HeadroomTorch

/// The extents of a BERT encoder, as in the `config.json` beside its weights.
package struct BERTSettings: Equatable, Sendable {
    /// Elements of each vector between the layers.
    package var width: Int
    package var layers: Int
    /// Attention heads of each layer; they share the width.
    package var heads: Int
    /// Elements inside the feed-forward part of a layer.
    package var expansion: Int
    /// Maximum number of tokens of a text.
    package var positions: Int
    /// Kinds of text in one input, of which sentences use the first.
    package var textKinds: Int
    package var vocabulary: Int
    /// Added to the variances of the layer normalization.
    package var epsilon: Double

    /// Reads a `config.json`.
    package init(contentsOf path: String) throws(TorchError) {
        let data = Data(try EncoderFile.bytes(path))
        let file: File
        do { file = try JSONDecoder().decode(File.self, from: data) } catch {
            throw EncoderFile.error("\(path) is not the configuration of a BERT encoder: \(Self.reason(error))")
        }
        self.init(file)
        let extents = [width, layers, heads, expansion, positions, textKinds, vocabulary]
        guard extents.allSatisfy({ (1...1_000_000).contains($0) }), width.isMultiple(of: heads), epsilon >= 0 else {
            throw EncoderFile.error(
                "\(path) is not the configuration of a BERT encoder: its sizes must be at least 1, and its attention "
                    + "heads (\(heads)) must divide the width (\(width))"
            )
        }
        guard file.activation == "gelu", file.positionKind ?? "absolute" == "absolute" else {
            throw EncoderFile.error(
                "\(path) has the activation '\(file.activation)' and positions of the kind "
                    + "'\(file.positionKind ?? "absolute")'; only 'gelu' and 'absolute' are supported"
            )
        }
    }

    private init(_ file: File) {
        (width, layers, heads, expansion) = (file.width, file.layers, file.heads, file.expansion)
        (positions, textKinds, vocabulary) = (file.positions, file.textKinds, file.vocabulary)
        epsilon = file.epsilon
    }

    private static func reason(_ error: any Error) -> String {
        switch error as? DecodingError {
        case .keyNotFound(let key, _): "'\(key.stringValue)' is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            "'\(context.codingPath.map(\.stringValue).joined(separator: "."))' is not a value of the right type"
        default: "it is not JSON"
        }
    }
}

extension BERTSettings {
    /// The fields of `config.json`.
    private struct File: Decodable {
        let width, layers, heads, expansion, positions, textKinds, vocabulary: Int
        let epsilon: Double
        let activation: String
        let positionKind: String?

        enum CodingKeys: String, CodingKey {
            case width = "hidden_size"
            case layers = "num_hidden_layers"
            case heads = "num_attention_heads"
            case expansion = "intermediate_size"
            case positions = "max_position_embeddings"
            case textKinds = "type_vocab_size"
            case vocabulary = "vocab_size"
            case epsilon = "layer_norm_eps"
            case activation = "hidden_act"
            case positionKind = "position_embedding_type"
        }
    }
}
