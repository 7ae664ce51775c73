import HeadroomNumerics

/// A simulated company that sells software subscriptions: the files of two years, the same in every run.
///
/// Customers come from channels that differ in acquisition cost and churn, and stop using the product before they leave.
/// The rates are those of ``SimulatedChannel`` and ``SimulatedCustomer``.
package struct SimulatedCompany {
    /// Text of each file by its name.
    package var files: [String: String] {
        tables.mapValues { $0.joined(separator: "\n") + "\n" }
    }

    private var tables: [String: [String]] = [
        "customers.csv": ["customer_id,created_at,country,channel,company_size"],
        "subscriptions.csv": [
            "subscription_id,customer_id,plan,amount,currency,interval,quantity,discount,trial_end,start,end"
        ],
        "spend.csv": ["date,channel,spend,currency"], "touches.csv": ["customer_id,time,channel"],
        "usage.csv": ["customer_id,time,event"],
        "surveys.csv": ["response_id,customer_id,sent_at,delivered,responded_at,score,text"],
        "emails.csv": [
            "email_id,campaign,customer_id,sent_at,delivered,opened_at,clicked_at,unsubscribed_at,group"
        ],
        "consent.csv": ["customer_id,consent,changed_at"],
        "experiments.csv": ["experiment_id,unit,group,unit_kind,start,end,channel"],
    ]
    /// Names of its files, with that of the page.
    package static var names: Set<String> { Set(SimulatedCompany().files.keys).union(["report.html"]) }

    private var customers: [SimulatedCustomer] = []
    private var draw: SeededGenerator

    /// First day, a Monday.
    static let firstDay = CivilDay.number(year: 2024, month: 1, day: 1)
    /// Day after the last.
    static let endDay = CivilDay.number(year: 2026, month: 1, day: 1)
    /// Last month of the files.
    package static let last = Month(year: 2025, month: 12)

    static let countries = [
        "US", "GB", "DE", "FR", "NL", "CA", "ES", "IT", "SE", "DK", "PL", "AT", "CH", "BE",
    ]
    /// Countries in which the podcast was sponsored.
    private static let treated: Set<String> = ["US", "FR", "CA", "ES", "SE", "PL", "CH"]
    /// Weeks in which a podcast was sponsored in half of the countries.
    private static let podcast = (weeks: 69..<82, name: "podcast", perWeek: 7.0, spend: 900)
    /// Number of leads, who never pay, per customer.
    private static let leadsPerCustomer = 1.0

    package init(seed: UInt64 = 1) {
        draw = SeededGenerator(seed: seed, purpose: "simulated company")
        var channels = SimulatedChannel.all
        for week in 0..<Int((Self.endDay - Self.firstDay) / 7) {
            let monday = Self.firstDay + Int64(7 * week)
            for index in channels.indices {
                let (spend, expected) = channels[index].next(week: week, &draw)
                if spend > 0 { add("spend.csv", "\(CivilDay.text(monday)),\(channels[index].name),\(spend).00,USD") }
                join(draw.count(expected), in: monday, channels[index].name, churn: channels[index].churn)
            }
            if Self.podcast.weeks.contains(week) {
                add("spend.csv", "\(CivilDay.text(monday)),\(Self.podcast.name),\(Self.podcast.spend).00,USD")
                join(
                    draw.count(Self.podcast.perWeek),
                    in: monday,
                    Self.podcast.name,
                    churn: 0.04,
                    countries: Self.treated.sorted()
                )
            }
            if week.isMultiple(of: 4) {
                add("spend.csv", "\(CivilDay.text(monday)),salaries,\(6500 + 35 * week).00,USD")
            }
        }
        addExperiment()
        addSurveys()
        addEmails()
    }

    private mutating func add(_ file: String, _ row: String) { tables[file]?.append(row) }

    // MARK: - Customers and leads

    /// Adds the customers and leads of one week and channel.
    private mutating func join(
        _ count: Int,
        in monday: Int64,
        _ channel: String,
        churn: Double,
        countries: [String] = countries
    ) {
        for _ in 0..<count {
            let customer = SimulatedCustomer(
                id: "c\(1000 + customers.count)",
                day: monday + Int64.random(in: 0..<7, using: &draw),
                country: countries.randomElement(using: &draw) ?? "US",
                channel: channel,
                churn: churn,
                &draw
            )
            add(
                "customers.csv",
                "\(customer.id),\(CivilDay.text(customer.day)),\(customer.country),\(channel),\(customer.size)"
            )
            for row in customer.subscriptions { add("subscriptions.csv", row) }
            for row in customer.uses { add("usage.csv", row) }
            addTouches(of: customer.id, before: customer.day, last: channel)
            if draw.happens(0.8) {
                add("consent.csv", "\(customer.id),\(draw.happens(0.9) ? "yes" : "no"),\(CivilDay.text(customer.day))")
            }
            customers.append(customer)
        }
        for _ in 0..<draw.count(Double(count) * Self.leadsPerCustomer) {
            let lead = "l\((tables["customers.csv"]?.count ?? 0) + 10_000)"
            let day = monday + Int64.random(in: 0..<7, using: &draw)
            let size = draw.pick(["1-10", "11-50", "51-200"], [0.7, 0.22, 0.08])
            add(
                "customers.csv",
                "\(lead),\(CivilDay.text(day)),\(countries.randomElement(using: &draw) ?? "US"),\(channel),\(size)"
            )
            addTouches(of: lead, before: day, last: channel)
        }
    }

    /// Adds touches in the 30 days before a day, the last one with the channel that brought the customer or lead.
    private mutating func addTouches(of id: String, before day: Int64, last channel: String) {
        let names = SimulatedChannel.all.map(\.name) + ["direct"]
        for number in (0..<Int.random(in: 1...4, using: &draw)).reversed() {
            let name = number == 0 ? channel : names.randomElement(using: &draw) ?? channel
            let at = day - (number == 0 ? 1 : Int64.random(in: 1...30, using: &draw))
            add("touches.csv", "\(id),\(CivilDay.text(at))T\(draw.time),\(name)")
        }
    }

    private mutating func addExperiment() {
        let days = Self.podcast.weeks
        let (start, end) = (Self.firstDay + Int64(7 * days.lowerBound), Self.firstDay + Int64(7 * days.upperBound))
        for country in Self.countries {
            let group = Self.treated.contains(country) ? "treatment" : "control"
            add(
                "experiments.csv",
                "podcast,\(country),\(group),region,\(CivilDay.text(start)),\(CivilDay.text(end)),\(Self.podcast.name)"
            )
        }
    }

    // MARK: - Surveys and e-mails

    /// Adds a survey in the last month of each quarter, to at most 400 customers.
    private mutating func addSurveys() {
        for quarter in 1..<8 {
            let month = Month(number: Month(year: 2024, month: 3).number + 3 * quarter)
            let day = CivilDay.number(year: month.year, month: month.month, day: 10)
            let asked = customers.filter { $0.isActive(on: day) }.shuffled(using: &draw).prefix(400)
            for customer in asked {
                let number = (tables["surveys.csv"]?.count ?? 0)
                let start = "r\(number),\(customer.id),\(CivilDay.text(day))T09:00:00Z"
                let isHappy = customer.isEngaged(on: day)
                guard draw.happens(0.96) else {
                    add("surveys.csv", "\(start),no,,,")
                    continue
                }
                guard draw.happens(isHappy ? 0.42 : 0.2) else {
                    add("surveys.csv", "\(start),yes,,,")
                    continue
                }
                let answer = SimulatedAnswer(isHappy: isHappy, prices: quarter == 7, &draw)
                let answered = "\(CivilDay.text(day + Int64.random(in: 1...6, using: &draw)))T\(draw.time)"
                add("surveys.csv", "\(start),yes,\(answered),\(answer.score),\"\(answer.text)\"")
            }
        }
    }

    private mutating func addEmails() {
        for (campaign, month) in [("release notes spring", 15), ("release notes autumn", 21)] {
            let month = Month(number: Month(year: 2024, month: 1).number + month)
            let day = CivilDay.number(year: month.year, month: month.month, day: 5)
            for customer in customers.filter({ $0.isActive(on: day) }) {
                addEmail(campaign, to: customer.id, on: day, engaged: customer.isEngaged(on: day))
            }
        }
    }

    private mutating func addEmail(_ campaign: String, to customer: String, on day: Int64, engaged: Bool) {
        let number = tables["emails.csv"]?.count ?? 0
        let start = "e\(number),\(campaign),\(customer),\(CivilDay.text(day))T08:00:00Z"
        guard draw.happens(0.97) else {
            add("emails.csv", "\(start),no,,,,")
            return
        }
        let opened = draw.happens(engaged ? 0.55 : 0.3)
        let clicked = opened && draw.happens(engaged ? 0.25 : 0.08)
        let unsubscribed = !clicked && draw.happens(engaged ? 0.003 : 0.015)
        let next = "\(CivilDay.text(day + 1))T\(draw.time)"
        add(
            "emails.csv",
            "\(start),yes,\(opened ? next : ""),\(clicked ? next : ""),\(unsubscribed ? next : ""),"
        )
    }
}
