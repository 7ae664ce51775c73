import HeadroomScenes
package import HeadroomSchema

/// The results of an evaluation of surfaces, as JSON.
///
/// Distances are in sides of the cube that a shape fills, whose longest side is 30 of 32 of it.
package struct SurfaceDocument: Codable, Equatable, Sendable {
    package var schema = "headroom.reconstruction-surface/1"
    package var output: ReconstructionOutput
    /// Number of points of a reconstruction, and of a true surface.
    package var points, truthPoints: Int
    package var views: ResultsByViews<View>
    /// Chamfer distance from one picture, by the class.
    package var classes: [String: Double]
    package var baselines: Baselines
    package var shuffledImages, blankImage: Agreement
    /// null for points.
    @Nullable package var topology: Topology?
    package var processorSeconds: Double

    /// Means, and the interval of 95 % of the Chamfer distance.
    package struct View: Codable, Equatable, Sendable {
        package var chamferL1, low, high, fScore1, fScore2: Double

        init(_ agreement: SurfaceAgreement) {
            chamferL1 = agreement.chamfer.mean
            (low, high) = agreement.chamfer.interval()
            (fScore1, fScore2) = (agreement.fScore1.mean, agreement.fScore2.mean)
        }
    }

    package struct Agreement: Codable, Equatable, Sendable {
        package var chamferL1, fScore1, fScore2: Double

        init(_ agreement: SurfaceAgreement) {
            chamferL1 = agreement.chamfer.mean
            (fScore1, fScore2) = (agreement.fScore1.mean, agreement.fScore2.mean)
        }
    }

    package struct Baselines: Codable, Equatable, Sendable {
        package var meanShape, imageNearest, oracleNearest: Agreement
    }

    package struct Topology: Codable, Equatable, Sendable {
        /// null where the surfaces differ.
        @Nullable package var eulerCharacteristic: Int?
        package var isClosed: Bool
        package var foldedEdges, facesOutward: Double

        init(_ topology: SurfaceTopology) {
            eulerCharacteristic = topology.eulerCharacteristic
            isClosed = topology.isClosed
            (foldedEdges, facesOutward) = (topology.foldedEdges, topology.facesOutward)
        }
    }

    package init(_ evaluation: SurfaceEvaluation, output: ReconstructionOutput, processorSeconds: Double) {
        self.output = output
        (points, truthPoints) = (evaluation.pointCount, evaluation.truthCount)
        views = ResultsByViews(one: View(evaluation.oneView), three: View(evaluation.threeViews))
        classes = evaluation.oneView.chamfer.byClass
        baselines = Baselines(
            meanShape: Agreement(evaluation.baselines.meanShape),
            imageNearest: Agreement(evaluation.baselines.imageNearest),
            oracleNearest: Agreement(evaluation.baselines.oracleNearest)
        )
        (shuffledImages, blankImage) = (Agreement(evaluation.shuffledImages), Agreement(evaluation.blankImage))
        topology = evaluation.topology.map(Topology.init)
        self.processorSeconds = processorSeconds
    }
}
