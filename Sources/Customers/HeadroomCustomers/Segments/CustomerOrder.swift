import HeadroomNumerics

/// Pseudorandom order of customers that depends only on their ids.
enum CustomerOrder {
    /// Customers in the order of a hash of their ids; the first half is a random half.
    static func shuffled(_ customers: [Int], _ company: Company) -> [Int] {
        customers.map { (key: key(company.customers[$0].id), customer: $0) }
            .sorted {
                ($0.key, company.customers[$0.customer].id) < ($1.key, company.customers[$1.customer].id)
            }
            .map(\.customer)
    }

    /// FNV-1a hash (Fowler, Noll and Vo), mixed so that ids with a common beginning are spread.
    static func key(_ id: String) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in id.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        var generator = SeededGenerator(seed: hash)
        return generator.next()
    }
}
