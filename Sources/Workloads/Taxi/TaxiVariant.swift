package import HeadroomEnvironments

/// The taxi variant: the version of Gymnasium's rules, rain, and fickle passengers.
package struct TaxiVariant: Equatable, Sendable {
    package var rules = TaxiRules.v4
    package var isRainy = false
    package var isFickle = false

    package init() {}

    /// Parses a name from `name`; returns nil where it is not one.
    package init?(name: String) {
        var parts = name.split(separator: " ").map(String.init)
        guard parts.first?.hasPrefix("taxi-") == true,
            let rules = TaxiRules(rawValue: String(parts.removeFirst().dropFirst(5)))
        else { return nil }
        self.rules = rules
        isRainy = parts.contains("rainy")
        isFickle = parts.contains("fickle")
        guard self.name == name else { return nil }
    }

    /// The name, for instance `taxi-v4 rainy`.
    package var name: String {
        "taxi-\(rules.rawValue)" + (isRainy ? " rainy" : "") + (isFickle ? " fickle" : "")
    }

    package var taxi: Taxi { Taxi(rules: rules, isRainy: isRainy) }

    /// The environment, with the limit of 200 steps.
    package var environment: TimeLimit<TaxiEnvironment> {
        Taxi.standardEnvironment(taxi, isFickle: isFickle)
    }
}
