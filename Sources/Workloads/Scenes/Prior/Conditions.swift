package import HeadroomTorch

/// What a scene can be asked for by: a category, a picture, a sentence.
package final class Conditions: Module {
    package struct Settings: Codable, Equatable, Sendable {
        package var categories: [String] = []
        /// Side of the square pictures; nil without them.
        package var imageSize: Int?
        /// Width of the embedding of a sentence; nil without sentences.
        package var textWidth: Int?

        package init() {}
    }

    let category: Embedding?
    let image: ConditionImageEncoder?
    let text: ConditionTextEncoder?
    /// The condition of what is not asked for, `[1, NoiseLevel.width]`.
    let absent: Tensor

    private let categories: [String]

    package init(_ settings: Settings) throws(TorchError) {
        categories = settings.categories
        category =
            settings.categories.isEmpty ? nil : try Embedding(settings.categories.count, NoiseLevel.width)
        image = try settings.imageSize.map { size throws(TorchError) in try ConditionImageEncoder(size: size) }
        text = try settings.textWidth.map { width throws(TorchError) in try ConditionTextEncoder(width: width) }
        absent = try Tensor.zeros([1, NoiseLevel.width]).requiresGradient(true)
    }

    /// `[count, NoiseLevel.width]`.
    package func none(_ count: Int) throws(TorchError) -> Tensor { try absent.expand([count, NoiseLevel.width]) }

    /// - Returns: `[count, NoiseLevel.width]`; nil where the category is not known.
    package func category(_ name: String, count: Int) throws(TorchError) -> Tensor? {
        guard let index = categories.firstIndex(of: name) else { return nil }
        return try category?(
            Tensor([Int64](repeating: Int64(index), count: count), shape: [count], device: absent.device)
        )
    }

    /// - Parameter picture: RGB from 0 to 1, `[1, 3, size, size]`.
    /// - Returns: `[count, NoiseLevel.width]`; nil without pictures.
    package func image(_ picture: Tensor, count: Int) throws(TorchError) -> Tensor? {
        try image?(picture).expand([count, NoiseLevel.width])
    }

    /// - Parameter embedding: of a sentence, `[1, width]`.
    /// - Returns: `[count, NoiseLevel.width]`; nil without sentences.
    package func text(_ embedding: Tensor, count: Int) throws(TorchError) -> Tensor? {
        try text?(embedding).expand([count, NoiseLevel.width])
    }
}

/// The kinds of conditions.
package enum ConditionKind: String, CaseIterable, Codable, Sendable {
    case category, image, text
}
