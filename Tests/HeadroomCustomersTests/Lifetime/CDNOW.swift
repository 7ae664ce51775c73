import FoundationEssentials
import HeadroomCustomers
import TestSupport
import Testing

/// The CDNOW sample used in the literature to fit the models.
struct CDNOW {
    let histories: [PurchaseHistory]
    let observations: [GammaGamma.Observation]
    /// One history per customer, in the order of the file.
    let customers: [PurchaseHistory]

    init() throws {
        let path =
            "\(Needs.root)/Tests/HeadroomCustomersTests/Companies/cdnow/cdnow_customers_summary_with_transactions.csv"
        let reader = try CSVReader(path: path)
        var customers: [PurchaseHistory] = []
        while try reader.next() {
            let values = (1..<5).compactMap { Double(reader.row[$0]) }
            try #require(values.count == 4)
            customers.append(
                PurchaseHistory(
                    repeats: Int(values[0]),
                    recency: values[1],
                    age: values[2],
                    sumOfMeanValues: values[3]
                )
            )
        }
        self.customers = customers
        histories = PurchaseHistory.grouped(customers)
        observations = customers.filter { $0.repeats > 0 }.map {
            GammaGamma.Observation(repeats: $0.repeats, meanValue: $0.sumOfMeanValues)
        }
    }
}

/// Whether two numbers differ by at most a share of the second.
func isClose(_ value: Double, _ known: Double, within share: Double) -> Bool {
    abs(value - known) <= share * abs(known)
}
