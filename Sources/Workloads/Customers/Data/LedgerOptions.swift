import ArgumentParser
import HeadroomCustomers
import HeadroomTraining

/// The data of a training: a company's folder, or a simulated company.
struct LedgerOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "The folder with a company's files, or a store of them (docs/customers.md); without it the company is "
                + "simulated.",
            valueName: "folder"
        )
    )
    var folder: String?

    @Option(
        help: ArgumentHelp("The names that files and columns have, in TOML (docs/customers.md).", valueName: "file")
    )
    var map: String?

    @Option(help: ArgumentHelp("Read the tables of a PostgreSQL database in place of a folder.", valueName: "url"))
    var database: String?

    @Option(help: ArgumentHelp("Leave a feature or a column of the files out; may be repeated.", valueName: "column"))
    var exclude: [String] = []

    @Option(help: ArgumentHelp("The last month of the data (default: that of the last entry).", valueName: "month"))
    var until: MonthArgument?

    @Option(help: ArgumentHelp("The zone that months end in.", valueName: "zone"))
    var timeZone = "UTC"

    @Option(help: ArgumentHelp("The currency to convert amounts to.", valueName: "code"))
    var currency: String?

    @Option(help: ArgumentHelp("Number of simulated customers.", valueName: "n"))
    var customers: Int?

    @Option(help: ArgumentHelp("The seed of the simulated company.", valueName: "n"))
    var dataSeed: UInt64 = 0

    func validate() throws {
        if let customers {
            guard customers >= 1 else { throw ValidationError("--customers takes a whole number of at least 1.") }
            guard isSimulated else { throw ValidationError("Give a company's data or --customers, not both.") }
        }
        guard folder == nil || database == nil else {
            throw ValidationError("A folder and --database are named: one of them is enough.")
        }
        if let currency, Currency(currency) == nil {
            throw ValidationError("--currency takes a code of three letters, such as EUR.")
        }
    }

    /// Whether no data of a company are named.
    var isSimulated: Bool { folder == nil && database == nil }

    func zone() throws -> TimeZoneRule {
        do throws(CustomersError) {
            return try TimeZoneRule(timeZone)
        } catch {
            throw ValidationError("--time-zone: \(error.problem).")
        }
    }

    func ledger() throws -> CustomerLedger {
        guard !isSimulated else {
            var ledger = SimulatedSubscribers(customers: customers ?? 20_000, seed: dataSeed).ledger
            ledger.excluded = Set(exclude)
            return ledger
        }
        return try ledger(from: CompanySource(folder: folder, database: database, map: map))
    }

    func ledger(from source: CompanySource) throws -> CustomerLedger {
        try CustomerLedger.load(
            source,
            zone: zone(),
            currency: currency.flatMap { Currency($0) },
            until: until?.month,
            excluded: Set(exclude)
        )
    }
}

/// A month on the command line: `2025-03`.
struct MonthArgument: ExpressibleByArgument {
    let month: Month

    init?(argument: String) {
        guard let month = Month(argument) else { return nil }
        self.month = month
    }
}

/// A horizon on the command line: `90d` or `3m`.
struct HorizonArgument: ExpressibleByArgument, CustomStringConvertible {
    let months: Int

    init(months: Int) { self.months = months }

    init?(argument: String) {
        guard let unit = argument.last, let count = Int(argument.dropLast()), (1...3660).contains(count) else {
            return nil
        }
        switch unit {
        case "d": months = ChurnLabel.months(days: count)
        case "m" where count <= 120: months = count
        default: return nil
        }
    }

    var description: String { "\(months)m" }
}
