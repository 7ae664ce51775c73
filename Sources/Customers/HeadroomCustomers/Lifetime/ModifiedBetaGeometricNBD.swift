/// MBG/NBD: a customer can become inactive after every purchase, including the first.
///
/// Source: Batislam, Denizel and Filiztekin, Empirical validation and comparison of models for customer base analysis,
/// International Journal of Research in Marketing 24 (2007).
package struct ModifiedBetaGeometricNBD: PurchaseModel {
    package static let name = "MBG/NBD"
    package static let parameterNames = ["r", "alpha", "a", "b"]

    private let purchases: BetaGeometricPurchases

    /// - Parameter parameters: r and alpha of the purchase rate, a and b of the dropout probability.
    package init(_ parameters: [Double]) {
        purchases = BetaGeometricPurchases(
            r: parameters[0],
            alpha: parameters[1],
            a: parameters[2],
            b: parameters[3],
            earlyChances: 1
        )
    }

    package func logLikelihood(_ histories: [PurchaseHistory]) -> Double { purchases.logLikelihood(histories) }

    package func probabilityAlive(_ history: PurchaseHistory) -> Double { purchases.probabilityAlive(history) }

    package func expectedPurchases(_ history: PurchaseHistory, within time: Double) -> Double {
        purchases.expectedPurchases(history, within: time)
    }

    package func expectedPurchases(within time: Double) -> Double { purchases.expectedPurchases(within: time) }

    package static func starts(_ histories: [PurchaseHistory]) -> [[Double]] {
        let interval = histories.meanInterval ?? 1
        return [[0.5, 0.5 * interval, 0.5, 2], [1, 0.5 * interval, 1, 1], [2, interval, 2, 8]]
    }
}
