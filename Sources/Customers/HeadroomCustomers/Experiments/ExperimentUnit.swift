/// A row of experiments.csv: a region or a customer in a group of an experiment.
package struct ExperimentUnit: Sendable {
    package enum Group: String, Codable, Sendable { case treatment, control }
    package enum Kind: String, Codable, Sendable { case region, customer }

    package var experiment: String
    package var unit: String
    package var group: Group
    package var kind: Kind
    package var start: Int64
    /// First instant after the experiment; `.max` where it is still running.
    package var end: Int64
    package var channel: String?
    /// Planned share of the units in treatment.
    package var treatmentShare: Double

    /// Whether the values that are common to all units of an experiment are the same.
    func agrees(with other: ExperimentUnit) -> Bool {
        (kind, start, end, channel, treatmentShare)
            == (other.kind, other.start, other.end, other.channel, other.treatmentShare)
    }
}
