package import HeadroomSchema

/// Unused device time by user, over all kept runs of any number of stores, or over the runs of imported files.
package struct SurveyDocument: Codable, Equatable, Sendable {
    package static let currentSchema = "headroom.survey/1"

    package var schema = SurveyDocument.currentSchema
    /// Runs with a known utilization.
    package var runs: Int
    /// Runs without a known utilization.
    package var runsWithout: Int
    /// 0 where the runs were imported.
    package var stores: Int
    /// The imported files, and what their figures are; null for runs that Headroom measured.
    @Nullable package var source: SurveySource?
    package var hours: Double
    /// Device hours without use.
    package var unusedHours: Double
    /// Mean over all hours.
    package var utilization: Double
    /// The utilization below which a device counts as nearly empty.
    package var threshold: Double
    /// Price of a machine's hour, where one was given, and of the unused hours.
    @Nullable package var price: Price?
    @Nullable package var unusedPrice: Double?
    /// The shares of users, jobs, runs and hours below the threshold.
    package var under: Shares
    /// Number of runs in each tenth of the utilization, from 0 to 1.
    package var histogram: [Int]
    /// Users in descending order of unused hours; runs without a user are in none.
    package var users: [Group]
    /// Jobs in descending order of unused hours; of imported ones at most ``mostImportedJobs``.
    package var jobs: [Group]
    package var devices: [Group]
    /// Empty where the runs were imported, of which no cause is known.
    package var causes: [Cause]

    package struct Shares: Codable, Equatable, Sendable {
        /// null without users.
        @Nullable package var users: Double?
        package var jobs: Double
        package var runs: Double
        package var hours: Double
    }

    /// The runs of one user, of one job, or on one kind of device.
    package struct Group: Codable, Equatable, Sendable {
        package var name: String
        package var runs: Int
        package var hours: Double
        package var unusedHours: Double
        /// Mean over the hours of the group.
        package var utilization: Double
        /// The bottleneck of most of its hours.
        @Nullable package var boundBy: Bottleneck?
    }

    /// A bottleneck, and the number of runs that have it.
    package struct Cause: Codable, Equatable, Sendable {
        package var boundBy: Bottleneck
        package var runs: Int
        package var hours: Double
        package var unusedHours: Double
    }
}

extension SurveyDocument {
    /// An imported trace may have a million jobs, which no report can list.
    package static let mostImportedJobs = 1000

    /// Surveys runs; a run that is in several stores counts once.
    ///
    /// - Returns: nil where no run has a known utilization.
    package init?(_ summaries: [KeptRun.Summary], stores: Int, threshold: Double = 0.15, price: Price? = nil) {
        var seen: Set<String> = []
        let runs = summaries.filter { seen.insert($0.id).inserted }.map { SurveyedRun($0) }
        self.init(runs, stores: stores, source: nil, threshold: threshold, price: price)
    }

    /// Surveys imported runs.
    ///
    /// - Parameter price: that of one device's hour.
    /// - Returns: nil where no run has a known utilization.
    package init?(_ runs: [SurveyedRun], source: SurveySource, threshold: Double = 0.15, price: Price? = nil) {
        self.init(runs, stores: 0, source: source, threshold: threshold, price: price)
    }

    private init?(_ all: [SurveyedRun], stores: Int, source: SurveySource?, threshold: Double, price: Price?) {
        let entries = all.compactMap { Entry($0) }
        guard !entries.isEmpty else { return nil }
        runs = entries.count
        runsWithout = all.count - entries.count
        self.stores = stores
        self.threshold = threshold
        self.price = price
        unusedPrice = price.map { price in
            entries.reduce(0) { sum, entry in
                let seconds = source == nil ? max(0, entry.run.seconds) : entry.hours * 3600
                return sum + price.amount(seconds: seconds) * (1 - entry.utilization)
            }
        }
        hours = entries.reduce(0) { $0 + $1.hours }
        unusedHours = entries.reduce(0) { $0 + $1.unusedHours }
        utilization = hours > 0 ? 1 - unusedHours / hours : entries.reduce(0) { $0 + $1.utilization } / Double(runs)
        let ofUsers = entries.filter { $0.run.user != nil }
        let users = Self.groups(ofUsers) { $0.run.user ?? "" }
        let jobs = Self.groups(entries) { $0.run.job }
        self.users = users
        devices = Self.groups(entries) { $0.run.device }
        histogram = entries.reduce(into: [Int](repeating: 0, count: 10)) { $0[min(9, Int($1.utilization * 10))] += 1 }
        causes = source == nil ? Self.causes(entries) : []
        let low = entries.filter { $0.utilization < threshold }
        let allHours = hours
        func share(_ groups: [Group]) -> Double {
            Double(groups.count { $0.utilization < threshold }) / Double(groups.count)
        }
        under = Shares(
            users: users.isEmpty ? nil : share(users),
            jobs: share(jobs),
            runs: Double(low.count) / Double(entries.count),
            hours: allHours > 0 ? low.reduce(0) { $0 + $1.hours } / allHours : 0
        )
        self.jobs = source == nil ? jobs : Array(jobs.prefix(Self.mostImportedJobs))
        self.source = source
        self.source?.jobs = jobs.count
        self.source?.runsWithoutUser = entries.count - ofUsers.count
    }

    /// A run of known utilization.
    private struct Entry {
        var run: SurveyedRun
        var utilization: Double
        /// Device hours: twice the elapsed time where two devices were used.
        var hours: Double

        init?(_ run: SurveyedRun) {
            guard let utilization = run.utilization, utilization.isFinite, run.seconds.isFinite,
                run.deviceCount.isFinite
            else { return nil }
            self.run = run
            self.utilization = min(1, max(0, utilization))
            hours = max(0, run.seconds) / 3600 * max(0, run.deviceCount)
        }

        var unusedHours: Double { hours * (1 - utilization) }
    }

    private static func causes(_ entries: [Entry]) -> [Cause] {
        Dictionary(grouping: entries) { $0.run.boundBy ?? .unknown }.map { boundBy, entries in
            Cause(
                boundBy: boundBy,
                runs: entries.count,
                hours: entries.reduce(0) { $0 + $1.hours },
                unusedHours: entries.reduce(0) { $0 + $1.unusedHours }
            )
        }.sorted { ($0.unusedHours, $0.boundBy.rawValue) > ($1.unusedHours, $1.boundBy.rawValue) }
    }

    private static func groups(_ entries: [Entry], by name: (Entry) -> String) -> [Group] {
        Dictionary(grouping: entries, by: name).map { name, entries in
            let hours = entries.reduce(0) { $0 + $1.hours }
            let unused = entries.reduce(0) { $0 + $1.unusedHours }
            let causes = Dictionary(entries.map { ($0.run.boundBy, $0.hours) }, uniquingKeysWith: +)
            return Group(
                name: name,
                runs: entries.count,
                hours: hours,
                unusedHours: unused,
                utilization: hours > 0
                    ? 1 - unused / hours : entries.reduce(0) { $0 + $1.utilization } / Double(entries.count),
                boundBy: causes.max { ($0.value, $0.key?.rawValue ?? "") < ($1.value, $1.key?.rawValue ?? "") }?.key
            )
        }.sorted { ($0.unusedHours, $1.name) > ($1.unusedHours, $0.name) }
    }
}
