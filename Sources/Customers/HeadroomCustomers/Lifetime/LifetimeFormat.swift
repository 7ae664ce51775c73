import HeadroomFormat

/// Numbers in the reasons of the lifetime models.
enum LifetimeFormat {
    static func significant(_ value: Double) -> String { Format.significant(value) }
    static func fixed(_ value: Double) -> String { Format.fixed(value, decimals: 2) }
}
