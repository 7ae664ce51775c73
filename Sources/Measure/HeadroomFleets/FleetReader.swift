import HeadroomCore

/// Reads the files of one format, line by line, and sums what they say of each run.
///
/// What it keeps grows with the number of runs, not with the length of the files.
protocol FleetReader {
    /// What one run is; known once the files were read.
    var unit: SurveySource.Unit { get }
    var kind: UtilizationKind { get }

    /// Files in the order in which they have to be read, such as a log of jobs before their samples.
    func ordered(_ files: [FleetFile]) throws(FleetError) -> [FleetFile]

    /// Reads a whole file.
    mutating func read(_ file: FleetFile, into log: inout RowLog) throws(FleetError)

    /// The runs of all files, in an order that does not depend on that of the rows.
    func runs() -> [SurveyedRun]
}

extension FleetReader {
    func ordered(_ files: [FleetFile]) throws(FleetError) -> [FleetFile] { files }
}
