/// A model whose purchases and dropout are those of ``BetaGeometricPurchases``.
protocol BetaGeometricModel: PurchaseModel {
    var purchases: BetaGeometricPurchases { get }
}

extension BetaGeometricModel {
    package static var parameterNames: [String] { ["r", "alpha", "a", "b"] }

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
