import Glibc
import HeadroomCustomers
import HeadroomNumerics

/// The customers of a simulated company, who leave by ``SimulatedHazard``.
package struct SimulatedSubscribers: Sendable {
    package static let plans = ["starter", "team", "company"]
    package static let channels = ["search", "social", "partner", "organic"]
    private static let prices = [29.0, 79, 199]
    private static let planShares = [0.6, 0.3, 0.1]
    private static let channelShares = [0.35, 0.3, 0.12, 0.23]
    private static let countries = ["US", "GB", "DE", "FR", "NL", "CA"]
    private static let first = Month(year: 2024, month: 1)
    package static let monthCount = 24

    /// Share of customers who pay yearly, and probabilities per month of an upgrade and a downgrade.
    private static let (yearly, upgrade, downgrade) = (0.2, 0.02, 0.02)
    /// Autoregressive process of the logarithm of the expected uses per month: mean, coefficient, standard deviation of the
    /// noise.
    private static let (useMean, usePersistence, useNoise) = (2.0, 0.92, 0.35)

    package private(set) var ledger: CustomerLedger
    /// States of each customer at the ends of consecutive months, from the month in ``firstMonth``.
    package private(set) var states = Grouped<SimulatedHazard.State>()
    /// Index of the month in which each customer's first contract begins.
    package private(set) var firstMonth: [Int] = []

    package init(customers: Int = 20_000, seed: UInt64 = 0) {
        let last = Month(number: Self.first.number + Self.monthCount - 1)
        ledger = CustomerLedger(months: MonthGrid(from: Self.first, through: last, zone: .utc))
        ledger.source = "simulated company, \(customers) customers, seed \(seed)"
        ledger.isSimulated = true
        (ledger.plans, ledger.channels, ledger.countries) = (Self.plans, Self.channels, Self.countries)
        var draw = SeededGenerator(seed: seed, purpose: "simulated subscribers")
        var (uses, answers) = (Grouped<Int64>(), Grouped<CustomerLedger.Answer>())
        for customer in 0..<customers {
            let made = Self.customer(ledger.months, &draw)
            ledger.ids.append("simulated-\(customer + 1)")
            ledger.country.append(Int32.random(in: 0..<Int32(Self.countries.count), using: &draw))
            ledger.channel.append(Int32(made.channel))
            ledger.contracts.append(made.contracts)
            uses.append(made.uses)
            answers.append(made.answers)
            states.append(made.states)
            firstMonth.append(made.month)
        }
        (ledger.uses, ledger.answers) = (uses, answers)
    }

    /// Probability of leaving within the months after a snapshot, if only the time changes.
    package func probability(of customer: Int, after month: Int, months: Int) -> Double {
        let states = states[customer]
        return SimulatedHazard.probability(states[states.startIndex + month - firstMonth[customer]], months: months)
    }

    private struct Customer {
        var month: Int
        var channel: Int
        var contracts: [CustomerLedger.Contract] = []
        var uses: [Int64] = []
        var answers: [CustomerLedger.Answer] = []
        var states: [SimulatedHazard.State] = []
    }

    private static func customer(_ grid: MonthGrid, _ draw: inout SeededGenerator) -> Customer {
        let first = Int.random(in: 0..<grid.count - 1, using: &draw)
        var made = Customer(month: first, channel: pick(channelShares, &draw))
        var plan = pick(planShares, &draw)
        let paysYearly = Double.random(in: 0..<1, using: &draw) < yearly
        let deviation = useNoise / (1 - usePersistence * usePersistence).squareRoot()
        var level = useMean + deviation * draw.normal()
        var start = Int64.random(in: grid.bounds[first]..<grid.end(first), using: &draw)
        var downgradedAt = -12
        func contract(until end: Int64) -> CustomerLedger.Contract {
            CustomerLedger.Contract(
                start: start,
                end: end,
                monthly: prices[plan] * (paysYearly ? 0.9 : 1),
                plan: Int32(plan),
                months: paysYearly ? 12 : 1,
                quantity: 1
            )
        }
        var from = start
        for month in first..<grid.count {
            let end = grid.end(month)
            addUses(exp(level), from: from, until: end, of: month, grid, &made, &draw)
            if (month - first) % 3 == 2, Double.random(in: 0..<1, using: &draw) < 0.5 {
                let score = min(10, max(0, (7 + 1.2 * (level - useMean) + 1.5 * draw.normal()).rounded()))
                made.answers.append(CustomerLedger.Answer(time: end - 86_400 * 3, score: score))
            }
            let state = SimulatedHazard.State(
                tenure: month - first,
                plan: plan,
                channel: made.channel,
                uses: made.uses.count - made.uses[...].count(before: end - 30 * 86_400),
                hasDowngraded: month - downgradedAt < 3,
                paysYearly: paysYearly,
                monthsToRenewal: paysYearly ? 12 - (month - first) % 12 : 1
            )
            made.states.append(state)
            guard month + 1 < grid.count else { break }
            from = end
            let chance = Double.random(in: 0..<1, using: &draw)
            if chance < SimulatedHazard.probability(state) {
                // The end is within the next month; the uses before it are drawn as well.
                let left = Int64.random(in: end + 1..<grid.end(month + 1), using: &draw)
                addUses(exp(level), from: end, until: left, of: month + 1, grid, &made, &draw)
                made.contracts.append(contract(until: left))
                return made
            }
            let change = Double.random(in: 0..<1, using: &draw)
            if !paysYearly, change < upgrade && plan < 2 || change > 1 - downgrade && plan > 0 {
                let at = Int64.random(in: end + 1..<grid.end(month + 1), using: &draw)
                made.contracts.append(contract(until: at))
                start = at
                plan += change < upgrade ? 1 : -1
                if change >= upgrade { downgradedAt = month + 1 }
            }
            level = useMean + usePersistence * (level - useMean) + useNoise * draw.normal()
        }
        made.contracts.append(contract(until: .max))
        return made
    }

    /// Adds the uses of a part of a month, ascending.
    private static func addUses(
        _ rate: Double,
        from: Int64,
        until: Int64,
        of month: Int,
        _ grid: MonthGrid,
        _ made: inout Customer,
        _ draw: inout SeededGenerator
    ) {
        let share = Double(until - from) / Double(grid.end(month) - grid.bounds[month])
        // A Poisson process: exponential gaps.
        let gap = Double(until - from) / max(1e-9, rate * share)
        var time = Double(from)
        while true {
            time -= gap * log(1 - Double.random(in: 0..<1, using: &draw))
            guard time < Double(until) else { return }
            made.uses.append(Int64(time))
        }
    }

    private static func pick(_ shares: [Double], _ draw: inout SeededGenerator) -> Int {
        var chance = Double.random(in: 0..<1, using: &draw)
        for (index, share) in shares.enumerated() {
            chance -= share
            if chance < 0 { return index }
        }
        return shares.count - 1
    }
}
