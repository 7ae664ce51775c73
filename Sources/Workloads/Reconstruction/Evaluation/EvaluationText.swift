import HeadroomDisplay
import HeadroomFormat

extension EvaluationDocument {
    /// The results as a table for a terminal.
    var text: String {
        func iou(_ value: Double) -> String { Format.fixed(value, decimals: 3) }
        let one = views.one
        let rows =
            [
                ("one picture", "\(iou(one.iou))  (95 %: \(iou(one.low)) to \(iou(one.high)))"),
                ("three pictures", iou(views.three.iou)),
                ("", ""),
                ("mean shape", iou(baselines.meanShape)),
                ("mean shape of the right class", iou(baselines.classMean)),
                ("training shape with the nearest picture", iou(baselines.imageNearest)),
                ("nearest training shape (oracle)", iou(baselines.oracleNearest)),
                ("", ""),
                ("pictures of other shapes", iou(shuffledImages)),
                ("a blank picture", iou(blankImage)),
                ("", ""),
            ] + classes.sorted { $0.key < $1.key }.map { ("one picture, \($0.key)", iou($0.value)) }
        return """
            Intersection over union with shapes that were not trained on (threshold \(Format.fixed(threshold, decimals: 2)), \
            chosen on other shapes):

            \(ResultRows(rows: rows).text)

            100 drawn shapes: \(samples.distinctNearest) different nearest training shapes, \
            \(Format.fixed(samples.occupancyRatio, decimals: 2)) times as full as these
            \(embeddingText)\(discriminatorText)\(conditionText)\(Format.seconds(processorSeconds)) of processor time for the training

            """
    }

    private var embeddingText: String {
        guard let embedding else { return "" }
        return """
            joint embedding: the nearest volume of \(Format.percent(embedding.recallAt1)) of the pictures is the right one, \
            and the nearest picture of \(Format.percent(embedding.recallAt1OfImages)) of the volumes

            """
    }

    private var discriminatorText: String { discriminator.map { "discriminator: \($0.text)\n" } ?? "" }

    private var conditionText: String {
        guard let conditionUsed else { return "" }
        return """
            discriminator: \(Format.percent(conditionUsed)) of the volumes score lower with the picture of another shape

            """
    }
}
