/// A probability model of purchase times and customer dropout.
package protocol PurchaseModel: Sendable {
    static var name: String { get }
    /// The names of the parameters, all of which are positive.
    static var parameterNames: [String] { get }

    init(_ parameters: [Double])

    /// Log-likelihood of all histories.
    func logLikelihood(_ histories: [PurchaseHistory]) -> Double
    /// Probability that a customer is still active.
    func probabilityAlive(_ history: PurchaseHistory) -> Double
    /// Expected purchases of a customer within a time after the end of the data.
    func expectedPurchases(_ history: PurchaseHistory, within time: Double) -> Double
    /// Expected repeat purchases of a new customer within a time after the first purchase.
    func expectedPurchases(within time: Double) -> Double
    /// Starting points of the likelihood maximization.
    static func starts(_ histories: [PurchaseHistory]) -> [[Double]]
}

extension PurchaseModel {
    /// Minimum number of customers for a fit.
    package static var fewestCustomers: Double { 30 }
    package static var fewestRepeatCustomers: Double { 10 }

    /// - Parameter histories: grouped, for speed.
    /// - Throws: ``FitProblem`` where the data do not determine the parameters.
    package static func fit(
        _ histories: [PurchaseHistory],
        starts: [[Double]]? = nil
    ) throws(FitProblem) -> LikelihoodFit {
        guard histories.customers >= fewestCustomers else {
            throw .few(histories.customers, "bought", fewest: fewestCustomers)
        }
        guard histories.repeatCustomers > 0 else { throw FitProblem("no customer bought on a second day") }
        guard histories.repeatCustomers >= fewestRepeatCustomers else {
            throw .few(histories.repeatCustomers, "bought on a second day", fewest: fewestRepeatCustomers)
        }
        return try LikelihoodFit(
            names: parameterNames,
            starts: starts ?? self.starts(histories),
            observations: histories.customers,
            rough: roughLikelihood(histories)
        ) { Self($0).logLikelihood(histories) }
    }

    /// The mean log-likelihood of a subset of the histories, where there are many.
    private static func roughLikelihood(_ histories: [PurchaseHistory]) -> (([Double]) -> Double)? {
        let most = 250
        guard histories.count > 2 * most else { return nil }
        let part = stride(from: 0, to: histories.count, by: histories.count / most).map { histories[$0] }
        let customers = part.customers
        return { Self($0).logLikelihood(part) / customers }
    }
}
