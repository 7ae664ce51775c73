import HeadroomDisplay
import HeadroomFormat

extension SurfaceDocument {
    /// The results as a table for a terminal.
    var text: String {
        func distance(_ value: Double) -> String { Format.fixed(value * 100, decimals: 2) }
        func figures(_ chamfer: Double, _ first: Double, _ second: Double) -> String {
            "\(distance(chamfer))   \(Format.fixed(first, decimals: 3))   \(Format.fixed(second, decimals: 3))"
        }
        func figures(_ row: Agreement) -> String { figures(row.chamferL1, row.fScore1, row.fScore2) }
        func figures(_ row: View) -> String {
            "\(figures(row.chamferL1, row.fScore1, row.fScore2))   (95 %: \(distance(row.low)) to \(distance(row.high)))"
        }
        let rows =
            [
                ("one picture", figures(views.one)), ("three pictures", figures(views.three)),
                ("", ""),
                ("mean shape", figures(baselines.meanShape)),
                ("training shape with the nearest picture", figures(baselines.imageNearest)),
                ("nearest training shape (oracle)", figures(baselines.oracleNearest)),
                ("", ""),
                ("pictures of other shapes", figures(shuffledImages)), ("a blank picture", figures(blankImage)),
                ("", ""),
            ] + classes.sorted { $0.key < $1.key }.map { ("one picture, \($0.key)", distance($0.value)) }
        return """
            Chamfer distance (the mean of both directions, in hundredths of the side of the cube) and F-score at 1 % and 2 %, \
            \(Format.count(points)) points of each reconstruction and \(Format.count(truthPoints)) of each shape, which were \
            not trained on:

            \(ResultRows(rows: rows).text)

            \(topologyText)\(Format.seconds(processorSeconds)) of processor time for the training

            """
    }

    private var topologyText: String {
        guard let topology else { return "" }
        let euler =
            topology.eulerCharacteristic.map { "Euler characteristic \($0)" } ?? "different Euler characteristics"
        return """
            surfaces: \(topology.isClosed ? "closed" : "open"), \(euler); \
            \(Format.percent(topology.foldedEdges)) of the edges fold back

            """
    }
}
