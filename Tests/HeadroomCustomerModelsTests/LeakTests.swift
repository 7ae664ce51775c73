import HeadroomCustomerModels
import HeadroomCustomers
import HeadroomNumerics
import HeadroomTraining
import TestSupport
import Testing

/// Columns that leak the label are refused by name.
@Suite struct LeakTests {
    /// A company of simulated customers as files, with further columns.
    private func files(
        customerColumn: (name: String, value: (Int, Bool, inout SeededGenerator) -> String)? = nil,
        subscriptionColumn: (name: String, value: (Bool) -> String)? = nil
    ) throws -> Folder {
        let ledger = SimulatedSubscribers(customers: 800, seed: 5).ledger
        let end = ledger.months.end(ledger.months.count - 1)
        var draw = SeededGenerator(seed: 2)
        var customers = ["customer_id,country,channel" + (customerColumn.map { ",\($0.name)" } ?? "")]
        var subscriptions = [
            "subscription_id,customer_id,plan,amount,currency,interval,start,end"
                + (subscriptionColumn.map { ",\($0.name)" } ?? "")
        ]
        for customer in 0..<ledger.customerCount {
            let id = ledger.ids[customer]
            let hasLeft = !ledger.isPaying(customer, at: end)
            let value = customerColumn.map { "," + $0.value(customer, hasLeft, &draw) } ?? ""
            customers.append("\(id),DE,\(ledger.channels[Int(ledger.channel[customer])])\(value)")
            for contract in ledger.contracts[customer] {
                let isOver = contract.end != .max
                let day = CivilDay.text(contract.start / 86_400)
                let until = isOver ? CivilDay.text(contract.end / 86_400 + 1) : ""
                subscriptions.append(
                    "\(id),\(id),\(ledger.plans[Int(contract.plan)]),\(contract.monthly),USD,month,\(day),\(until)"
                        + (subscriptionColumn.map { "," + $0.value(isOver) } ?? "")
                )
            }
        }
        return try company([
            "customers.csv": customers.joined(separator: "\n"),
            "subscriptions.csv": subscriptions.joined(separator: "\n"),
        ])
    }

    private func dataset(_ folder: Folder, excluded: Set<String> = []) throws -> ChurnDataset {
        try ChurnDataset(
            CustomerLedger.load(CompanySource(folder: folder.path), until: Month("2025-12"), excluded: excluded),
            horizon: 3
        )
    }

    private func expectRefusal(_ folder: Folder, of column: String) throws {
        let error = #expect(throws: WorkloadError.self) { try dataset(folder) }
        #expect(error?.description.contains("'\(column)'") == true, "\(String(describing: error))")
        #expect(try dataset(folder, excluded: [column]).encoding.inputNames.allSatisfy { !$0.hasPrefix(column) })
    }

    @Test func aReasonOfTheCancellationInTheCustomersIsRefused() throws {
        let folder = try files(
            customerColumn: (
                "feedback",
                { _, hasLeft, draw in
                    hasLeft ? ["price", "missing feature", "closed"].randomElement(using: &draw) ?? "" : ""
                }
            )
        )
        defer { folder.remove() }
        try expectRefusal(folder, of: "feedback")
    }

    @Test func aReasonOfTheCancellationInTheSubscriptionsIsRefused() throws {
        let folder = try files(subscriptionColumn: ("feedback", { $0 ? "price" : "" }))
        defer { folder.remove() }
        try expectRefusal(folder, of: "feedback")
    }

    @Test func aColumnThatSeparatesTheLabelsAloneIsRefused() throws {
        let folder = try files()
        defer { folder.remove() }
        let (labels, clean) = try (dataset(folder).training.labels, dataset(folder).training.features)
        try LeakCheck.check(clean, labels)
        let ledger = SimulatedSubscribers(customers: 400, seed: 9).ledger
        let rows = (0..<400).filter { ledger.isPaying($0, at: ledger.months.end(12)) }
            .map { Snapshot(customer: $0, month: 12) }
        let leaves = rows.map { ChurnLabel.hasLeft(ledger, $0, horizon: 3) }
        var changed = ledger
        changed.customerColumns = [CustomerLedger.Column(name: "health", levels: ["1", "2"])]
        let leaving = Set(zip(rows, leaves).filter(\.1).map(\.0.customer))
        changed.customerValues = (0..<400).map { [leaving.contains($0) ? 0 : 1] }
        let features = SnapshotFeatures(changed, rows: rows, horizon: 3)
        let error = #expect(throws: WorkloadError.self) { try LeakCheck.check(features, leaves) }
        #expect(error?.description.contains("'health'") == true)
        changed.excluded = ["health", "revenue"]
        let others = SnapshotFeatures(changed, rows: rows, horizon: 3)
        try LeakCheck.check(others, leaves)
        #expect(others.columns.map(\.name) == features.columns.map(\.name).filter { !changed.excluded.contains($0) })
    }

    /// Columns of Stripe's and ChartMogul's exports that are rewritten over time.
    @Test(arguments: ["Status", "MRR", "cancel_reason", "Current Period End (UTC)", "Canceled At (UTC)"])
    func aColumnOfTheStateAtTheExportIsLeftOut(name: String) throws {
        let folder = try files(customerColumn: (name, { _, hasLeft, _ in hasLeft ? "0" : "1" }))
        defer { folder.remove() }
        let ledger = try CustomerLedger.load(CompanySource(folder: folder.path), until: Month("2025-12"))
        #expect(ledger.leftOut == [name])
        #expect(ledger.customerColumns.isEmpty)
        #expect(try dataset(folder).encoding.inputNames.allSatisfy { !$0.hasPrefix(name) })
    }

    @Test func anHonestColumnIsUsed() throws {
        let folder = try files(
            customerColumn: (
                "industry", { _, _, draw in ["retail", "health", "law"].randomElement(using: &draw) ?? "" }
            )
        )
        defer { folder.remove() }
        let names = try dataset(folder).encoding.inputNames
        #expect(names.contains("industry:law") && names.contains("plan:team"), "\(names)")
    }
}
