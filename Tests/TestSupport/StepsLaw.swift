/// Steps to a target quality `S(b) = Smin (1 + Bc / b)`.
///
/// It makes trainings whose critical batch size is known. Source: McCandlish et al. 2018, arXiv 1812.06162, equation 2.11.
package struct StepsLaw: Equatable, Sendable {
    /// The steps that even an endless batch needs.
    package var leastSteps: Double
    /// The critical batch size Bc: there both steps and samples are twice their least.
    package var criticalBatchSize: Double

    package init(leastSteps: Double, criticalBatchSize: Double) {
        self.leastSteps = leastSteps
        self.criticalBatchSize = criticalBatchSize
    }

    package func steps(_ batchSize: Double) -> Double {
        leastSteps * (1 + criticalBatchSize / batchSize)
    }

    /// `E(b) = b S(b)`.
    package func samples(_ batchSize: Double) -> Double {
        batchSize * steps(batchSize)
    }
}
