/// A row of experiments.csv: a region or a customer in a group of an experiment.
package struct ExperimentUnit: Sendable {
    package var experiment: String
}
extension Company {
    mutating func readExperiments(folder: String, zone: TimeZoneRule) throws(CustomersError) {}
}
