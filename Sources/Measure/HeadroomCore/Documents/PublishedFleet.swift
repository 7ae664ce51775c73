/// A published figure of how much of its devices a fleet leaves nearly empty.
package struct PublishedFleet: Equatable, Sendable {
    package var name: String
    /// Share at or under 15 %, or under it where ``isUnder``; nil where only the median is published.
    package var share: Double?
    package var isUnder = false
    /// What the share is one of.
    package var unit: String
    package var median: Double?
    package var kind: UtilizationKind
    package var source: String

    package static let threshold = 0.15

    /// Fleets whose data are public, each figure computed from them.
    package static let all = [
        PublishedFleet(
            name: "Philly (Microsoft, 2017)",
            share: 0.379,
            unit: "GPU-minutes, idle too",
            median: 0.486,
            kind: .gpuUtilization,
            source: "philly-traces, by AcmeTrace"
        ),
        PublishedFleet(
            name: "PAI (Alibaba, 2020)",
            share: 0.765,
            unit: "unit not told",
            median: 0.04,
            kind: .gpuUtilization,
            source: "AcmeTrace"
        ),
        PublishedFleet(
            name: "Acme Seren (2023)",
            share: 0.319,
            unit: "GPU time",
            median: 0.99,
            kind: .gpuUtilization,
            source: "AcmeTrace"
        ),
        PublishedFleet(
            name: "Acme Seren (2023)",
            share: nil,
            unit: "GPU time",
            median: 0.50,
            kind: .smActivity,
            source: "AcmeTrace"
        ),
        PublishedFleet(
            name: "GenTD26 (Alibaba, 2026)",
            share: 0.958,
            isUnder: true,
            unit: "pods",
            median: nil,
            kind: .dutyCycle,
            source: "alibaba/clusterdata"
        ),
    ]

    /// The figure of users that is often quoted, of which no data are public.
    package static let users =
        "A third of the users of one experiment tracker averaged under 15 % (W&B, data not public)."
}
