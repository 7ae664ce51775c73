package import HeadroomTorch

/// Sentences as vectors whose cosines measure how similar their meanings are.
///
/// Reimers and Gurevych 2019, arXiv 1908.10084: the mean of a BERT encoder's vectors over the tokens of a sentence. Made
/// for all-MiniLM-L6-v2, whose vectors have 384 elements and length 1.
package final class SentenceEncoder {
    /// Maximum number of tokens of a sentence; the end of a longer one is left out.
    package static let greatestTokenCount = 256
    /// Number of sentences that are encoded together.
    private static let batchSize = 32

    /// Number of elements of a vector.
    package let width: Int

    private let tokenizer: WordPieceTokenizer
    private let encoder: BERTEncoder
    private let limit: Int
    private let device: Device

    /// Reads an encoder.
    ///
    /// - Parameters:
    ///   - folder: has `model.safetensors`, `vocab.txt` and `config.json`.
    ///   - device: the device of the weights and the results.
    package init(_ folder: String, device: Device = .cpu) throws(TorchError) {
        let (weights, vocabulary) = ("\(folder)/model.safetensors", "\(folder)/vocab.txt")
        let settings = try BERTSettings(contentsOf: "\(folder)/config.json")
        tokenizer = try WordPieceTokenizer(vocabulary: vocabulary)
        guard tokenizer.count <= settings.vocabulary else {
            throw EncoderFile.error(
                "\(vocabulary) has \(tokenizer.count) tokens, and the encoder in \(folder)/config.json only "
                    + "\(settings.vocabulary)"
            )
        }
        try EncoderFile.requireReadable(weights)
        // The initial weights are drawn at random; what the caller draws must not depend on them.
        let generator = try Engine.generatorState(of: .cpu)
        encoder = try BERTEncoder(settings)
        try Engine.setGeneratorState(generator, of: .cpu)
        try encoder.load(from: weights)
        try encoder.move(to: device)
        encoder.eval()
        (width, limit) = (settings.width, min(Self.greatestTokenCount, settings.positions))
        self.device = device
    }

    /// Encodes sentences, without gradients.
    ///
    /// - Returns: `[sentences, width]`, each row of length 1.
    package func callAsFunction(_ sentences: [String]) throws(TorchError) -> Tensor {
        let tokens = sentences.map { tokenizer($0, limit: limit) }
        // Sentences of about the same length need little padding.
        let order = tokens.indices.sorted { (tokens[$0].count, $0) < (tokens[$1].count, $1) }
        var parts = [try Tensor.zeros([0, width], device: device)]
        for start in stride(from: 0, to: order.count, by: Self.batchSize) {
            let batch = order[start..<min(start + Self.batchSize, order.count)].map { tokens[$0] }
            parts.append(try withoutGradients { () throws(TorchError) in try vectors(of: batch) })
        }
        var places = [Int](repeating: 0, count: order.count)
        for (place, sentence) in order.enumerated() { places[sentence] = place }
        let indices = try Tensor(places, shape: [places.count], device: device)
        return try Tensor.concatenate(parts).indexSelect(dimension: 0, indices: indices)
    }

    /// The means over the tokens of each text, at length 1: `[texts, width]`.
    private func vectors(of texts: [[Int]]) throws(TorchError) -> Tensor {
        let length = texts.map(\.count).max() ?? 0
        var (tokens, mask): ([Int], [UInt8]) = ([], [])
        for text in texts {
            let rest = length - text.count
            tokens += text + Array(repeating: tokenizer.padding, count: rest)
            mask += Array(repeating: 1, count: text.count) + Array(repeating: 0, count: rest)
        }
        let shape = [texts.count, length]
        let isToken = try Tensor(mask, shape: shape, device: device).to(.bool)
        let hidden = try encoder(Tensor(tokens, shape: shape, device: device), mask: isToken)
        // Normalized, the sum over the tokens is the same vector as their mean.
        let sum = try hidden.filled(where: !isToken.unsqueeze(2), with: 0).sum(dimension: 1)
        return try sum / sum.norm(dimensions: [1], keepDimension: true).clamp(1e-12, nil)
    }
}
