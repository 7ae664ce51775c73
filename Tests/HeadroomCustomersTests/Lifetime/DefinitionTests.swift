import FoundationEssentials
import HeadroomCustomers
import TestSupport
import Testing

/// Likelihoods and expectations compared with the integrals that define them, at parameters with overflow or
/// cancellation.
@Suite struct DefinitionTests {
    private struct Row {
        var model: any PurchaseModel
        var history: PurchaseHistory
        var logLikelihood: Double
        var purchases: Double
        var text: Substring
    }

    private func rows() throws -> [Row] {
        let path = "\(Needs.root)/Tests/HeadroomCustomersTests/Companies/lifetime/values.txt"
        let text = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
        let models: [any PurchaseModel.Type] = [BetaGeometricNBD.self, ModifiedBetaGeometricNBD.self, ParetoNBD.self]
        var rows: [Row] = []
        var model: (any PurchaseModel.Type)?
        for line in text.split(separator: "\n") {
            if let named = models.first(where: { $0.name == line }) {
                model = named
                continue
            }
            let values = line.split(separator: ", ").compactMap { Double($0) }
            try #require(values.count == 9)
            rows.append(
                Row(
                    model: try #require(model).init(Array(values[..<4])),
                    history: PurchaseHistory(repeats: Int(values[4]), recency: values[5], age: values[6]),
                    logLikelihood: values[7],
                    purchases: values[8],
                    text: line
                )
            )
        }
        return rows
    }

    @Test func likelihoodsAndExpectationsAreTheIntegrals() throws {
        let rows = try rows()
        #expect(rows.count == 126)
        for row in rows {
            let (likelihood, purchases) = (
                row.model.logLikelihood([row.history]), row.model.expectedPurchases(row.history, within: 52)
            )
            let name = type(of: row.model).name
            #expect(isClose(likelihood, row.logLikelihood, within: 1e-9), "\(name) \(row.text): \(likelihood)")
            #expect(isClose(purchases, row.purchases, within: 1e-7), "\(name) \(row.text): \(purchases)")
        }
    }

    /// Parameters at which gamma functions, powers and exponentials of the textbook formulas overflow.
    @Test func nothingOverflows() {
        let histories = [
            PurchaseHistory(repeats: 3000, recency: 3650, age: 3651),
            PurchaseHistory(repeats: 900, recency: 900, age: 20_000),
            PurchaseHistory(repeats: 0, recency: 0, age: 0), PurchaseHistory(repeats: 1, recency: 1, age: 1),
        ]
        for scale in [1e-2, 1, 1e3, 1e7] {
            let models: [any PurchaseModel] = [
                BetaGeometricNBD([0.5 * scale, 3 * scale, 0.7, 2 * scale]),
                ModifiedBetaGeometricNBD([scale, 5 * scale, scale, 3]), ParetoNBD([scale, 4 * scale, 0.6, 10 / scale]),
            ]
            for (model, history) in models.flatMap({ model in histories.map { (model, $0) } }) {
                #expect(model.logLikelihood([history]).isFinite, "\(model) \(history)")
                let purchases = model.expectedPurchases(history, within: 365)
                #expect(purchases.isFinite && purchases >= 0, "\(model) \(history) \(purchases)")
                #expect((0...1).contains(model.probabilityAlive(history)))
            }
        }
    }

    /// Grouped histories have the same likelihood as one history per customer.
    @Test func groupsAreTheSameAsCustomers() throws {
        let data = try CDNOW()
        #expect(data.histories.count < data.customers.count / 2)
        let model = ParetoNBD([0.5, 10, 0.6, 12])
        #expect(isClose(model.logLikelihood(data.histories), model.logLikelihood(data.customers), within: 1e-12))
    }
}
