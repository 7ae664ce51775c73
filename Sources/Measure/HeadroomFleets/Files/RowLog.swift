/// What became of the rows of all files: how many were read, had no figure, or were broken.
struct RowLog {
    private(set) var rows = 0
    /// Rows that say that they have no figure.
    private(set) var without = 0
    private(set) var broken = 0
    private(set) var firstBroken: String?
    private(set) var fileRows = 0
    private(set) var fileBroken = 0
    private(set) var fileFirstBroken: String?
    private var path = ""
    /// The distribution of all samples.
    var spread: UtilizationSpread

    init(threshold: Double) { spread = UtilizationSpread(threshold: threshold) }

    mutating func startFile(_ path: String) {
        self.path = path
        (fileRows, fileBroken, fileFirstBroken) = (0, 0, nil)
    }

    mutating func countRow() {
        rows += 1
        fileRows += 1
    }

    mutating func countWithout() { without += 1 }

    /// Counts a row that could not be read; the row itself has been counted.
    mutating func countBroken(line: Int, _ why: String) {
        broken += 1
        fileBroken += 1
        let place = "\(path), line \(line): \(why)"
        if fileFirstBroken == nil { fileFirstBroken = place }
        if firstBroken == nil { firstBroken = place }
    }
}
