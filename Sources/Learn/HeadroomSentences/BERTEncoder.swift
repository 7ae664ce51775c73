package import HeadroomTorch

/// A BERT encoder: a vector for each token of a text, which depends on the tokens on both of its sides.
///
/// Devlin et al. 2019, arXiv 1810.04805, section 3. Without dropout, and without the pooling of the first token.
package final class BERTEncoder: Module {
    private let tokenEmbedding, positionEmbedding, textKindEmbedding: Embedding
    private let norm: LayerNorm
    private let layers: [BERTLayer]

    package init(_ settings: BERTSettings) throws(TorchError) {
        tokenEmbedding = try Embedding(settings.vocabulary, settings.width)
        positionEmbedding = try Embedding(settings.positions, settings.width)
        textKindEmbedding = try Embedding(settings.textKinds, settings.width)
        norm = try LayerNorm(settings.width, epsilon: settings.epsilon)
        var layers: [BERTLayer] = []
        for _ in 0..<settings.layers { layers.append(try BERTLayer(settings)) }
        self.layers = layers
    }

    /// The parts under their names in the files of BERT's weights.
    override package var children: [(name: String, module: Module)] {
        [
            ("embeddings.word_embeddings", tokenEmbedding), ("embeddings.position_embeddings", positionEmbedding),
            ("embeddings.token_type_embeddings", textKindEmbedding), ("embeddings.LayerNorm", norm),
        ] + layers.enumerated().map { ("encoder.layer.\($0.offset)", $0.element) }
    }

    /// Copies the parameters of the same names from a safetensors file; others in it are left out.
    package func load(from path: String) throws(TorchError) {
        let file = try StateFileReader(path)
        for parameter in parameters {
            let (shape, needed) = (try file.shape(parameter.name), parameter.tensor.shape)
            guard shape == needed else {
                throw EncoderFile.error("'\(parameter.name)' in \(path) has the shape \(shape), not \(needed)")
            }
            try parameter.tensor.copy(from: file.tensor(parameter.name))
        }
    }

    /// Computes the vectors of all tokens.
    ///
    /// - Parameters:
    ///   - tokens: `[batch, tokens]`, `int64`.
    ///   - mask: `[batch, tokens]`, `bool`: false for the padding behind a text, which no token attends to.
    /// - Returns: `[batch, tokens, width]`; the vectors of the padding have no meaning.
    package func callAsFunction(_ tokens: Tensor, mask: Tensor) throws(TorchError) -> Tensor {
        let positions = try positionEmbedding.weight.narrow(dimension: 0, start: 0, length: tokens.shape[1])
        let firstKind = try textKindEmbedding.weight.select(dimension: 0, 0)
        var hidden = try norm(tokenEmbedding(tokens) + positions + firstKind)
        let mask = try mask.unsqueeze(1).unsqueeze(1)
        for layer in layers { hidden = try layer(hidden, mask: mask) }
        return hidden
    }
}
