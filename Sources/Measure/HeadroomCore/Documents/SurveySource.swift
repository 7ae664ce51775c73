package import HeadroomSchema

/// The files that the runs of a survey were imported from, and what their figures are.
package struct SurveySource: Codable, Equatable, Sendable {
    /// Name of the format on the command line.
    package var format: String
    package var files: Int
    /// What one run is.
    package var unit: Unit
    package var kind: UtilizationKind
    /// Rows that were read, without headers.
    package var rows: Int
    /// Rows that say themselves that they have no figure, such as `NA`.
    package var rowsWithout: Int
    /// Rows that could not be read.
    package var brokenRows: Int
    /// The first of these, with its file and line.
    @Nullable package var firstBrokenRow: String?
    /// Runs of known utilization without a user, which are in no user's mean.
    package var runsWithoutUser = 0
    /// Jobs in all; the survey may list fewer.
    package var jobs = 0
    /// Single samples of devices; null where the files only have means.
    @Nullable package var samples: Samples?

    package enum Unit: String, Codable, Sendable {
        case jobs, pods, instances
        case gpus = "GPUs"
    }

    /// How single samples are distributed, each weighted with the interval between samples.
    package struct Samples: Codable, Equatable, Sendable {
        package var count: Int
        /// Share of the time at or under the survey's threshold.
        package var atOrUnder: Double
        /// Median utilization, to 0.001.
        package var median: Double

        package init(count: Int, atOrUnder: Double, median: Double) {
            self.count = count
            self.atOrUnder = atOrUnder
            self.median = median
        }
    }

    package init(
        format: String,
        files: Int,
        unit: Unit,
        kind: UtilizationKind,
        rows: Int,
        rowsWithout: Int,
        brokenRows: Int,
        firstBrokenRow: String?,
        samples: Samples?
    ) {
        self.format = format
        self.files = files
        self.unit = unit
        self.kind = kind
        self.rows = rows
        self.rowsWithout = rowsWithout
        self.brokenRows = brokenRows
        self.firstBrokenRow = firstBrokenRow
        self.samples = samples
    }
}
