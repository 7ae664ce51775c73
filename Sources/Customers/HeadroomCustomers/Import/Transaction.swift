/// A row of transactions.csv that is used: a purchase, or a refund.
package struct Transaction: Sendable {
    /// Index of the customer in ``Company/customers``.
    package var customer: Int32
    /// Days since 1970-01-01, in the zone of the report.
    package var day: Int32
    /// Seconds since the start of the day; 0 for a date without a time.
    package var second: Int32
    /// Without tax and less the part that was given back, in minor units of the currency; below 0 for a refund.
    package var amount: Int64
    /// Part of the amount that was given back by `amount_refunded`, in minor units of the currency.
    package var refunded: Int64
    /// Index of the currency in ``Company/currencies``.
    package var currency: UInt8
    /// Index of the file in ``Company/transactionFiles``.
    package var file: UInt16
    /// Row number in the file.
    package var row: Int32

    /// Range of the rows with the customer, day and currency of the first, in rows that are sorted by these.
    static func group(in rows: [Transaction], from start: Int) -> Range<Int> {
        let first = rows[start]
        var end = start + 1
        while end < rows.count, rows[end].customer == first.customer, rows[end].day == first.day,
            rows[end].currency == first.currency
        {
            end += 1
        }
        return start..<end
    }
}
