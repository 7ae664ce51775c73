import HeadroomNumerics

/// Files of a simulated company whose customers are of known kinds.
struct PlantedCompany {
    private(set) var files: [String: String] = [:]
    /// Kind of each customer by id.
    private(set) var kinds: [String: Int] = [:]

    /// Purchases and subscriptions from 2023 to 2024 of three kinds of customers, who differ in revenue, purchases, country
    /// and channel; or of customers with independent traits of the same distributions.
    ///
    /// - Parameter isPlanted: whether the kinds differ.
    init(seed: UInt64, customers count: Int, isPlanted: Bool) {
        var draw = SeededGenerator(seed: seed, purpose: "planted company")
        var customers = ["customer_id,created_at,country,channel,industry"]
        var subscriptions = ["subscription_id,customer_id,plan,amount,currency,interval,start,end"]
        var purchases = ["customer_id,date,amount,currency"]
        for number in 0..<count {
            let id = "c\(number)"
            let kind = Int.random(in: 0..<3, using: &draw)
            kinds[id] = kind
            // Each trait follows the customer's kind, or a kind drawn for the trait alone.
            func trait() -> Int { isPlanted ? kind : Int.random(in: 0..<3, using: &draw) }
            func trait<Value>(_ values: [Value]) -> Value { values[trait()] }
            let month = Int.random(in: 1...6, using: &draw)
            customers.append(
                "\(id),2023-0\(month)-01,\(trait(["US", "DE", "FR"])),\(trait(["search", "social", "partner"])),"
                    + trait(["retail", "health", "schools"])
            )
            let amount = trait([20.0, 60, 180]) * (1 + 0.1 * draw.normal())
            subscriptions.append(
                "s\(number),\(id),\(trait(["small", "middle", "large"])),\(Self.amount(amount)),EUR,"
                    + "\(trait(["month", "month", "year"])),2023-0\(month)-05,"
            )
            // Purchases in the 18 months from July 2023 on.
            for _ in 0..<trait([24, 72, 12]) {
                let day = Int.random(in: 1...28, using: &draw)
                let at = Int.random(in: 7...24, using: &draw)
                let date = "\(at > 12 ? 2024 : 2023)-\(Self.two(at > 12 ? at - 12 : at))-\(Self.two(day))"
                purchases.append("\(id),\(date),\(Self.amount(10 * (1 + 0.1 * draw.normal()))),EUR")
            }
        }
        files = ["customers.csv": customers, "subscriptions.csv": subscriptions, "transactions.csv": purchases]
            .mapValues { $0.joined(separator: "\n") + "\n" }
    }

    private static func two(_ number: Int) -> String { (number < 10 ? "0" : "") + "\(number)" }

    private static func amount(_ value: Double) -> String {
        let cents = Int((value * 100).rounded())
        return "\(cents / 100).\(two(cents % 100))"
    }

    /// The same files with their rows in another order.
    func shuffled(seed: UInt64) -> [String: String] {
        var draw = SeededGenerator(seed: seed, purpose: "order of rows")
        return files.mapValues { text in
            let rows = text.split(separator: "\n")
            return ([rows[0]] + rows.dropFirst().shuffled(using: &draw)).joined(separator: "\n") + "\n"
        }
    }
}
