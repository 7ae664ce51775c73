/// Sorts subscriptions by customer in place, since a copy of millions of them takes as much memory again.
package enum SubscriptionOrder {
    /// Sorts by ``Subscription/isOrdered(_:_:)``.
    ///
    /// - Parameter customers: number of customers.
    package static func sort(_ rows: inout [Subscription], customers: Int) {
        var begins = [Int](repeating: 0, count: customers + 1)
        for row in rows { begins[Int(row.customer) + 1] += 1 }
        for index in begins.indices.dropFirst() { begins[index] += begins[index - 1] }
        moveToCustomers(&rows, begins)
        rows.withUnsafeMutableBufferPointer { rows in
            for customer in 0..<customers { sort(&rows, begins[customer]..<begins[customer + 1]) }
        }
    }

    /// Swaps every row to the places of its customer.
    ///
    /// Source: McIlroy, Bostic and McIlroy, Engineering Radix Sort (1993): the American flag sort.
    private static func moveToCustomers(_ rows: inout [Subscription], _ begins: [Int]) {
        // Place of each customer's next row; the places before it are done.
        var next = begins
        for customer in begins.indices.dropLast() {
            while next[customer] < begins[customer + 1] {
                let place = next[customer]
                let owner = Int(rows[place].customer)
                if owner != customer { rows.swapAt(place, next[owner]) }
                next[owner] += 1
            }
        }
    }

    /// Sorts the rows of one customer: few by insertion, which needs no memory.
    private static func sort(_ rows: inout UnsafeMutableBufferPointer<Subscription>, _ range: Range<Int>) {
        guard range.count <= mostInserted else {
            rows[range].sort(by: Subscription.isOrdered)
            return
        }
        for end in range.dropFirst() {
            let row = rows[end]
            var place = end
            while place > range.lowerBound, Subscription.isOrdered(row, rows[place - 1]) {
                rows[place] = rows[place - 1]
                place -= 1
            }
            rows[place] = row
        }
    }

    private static let mostInserted = 32
}
