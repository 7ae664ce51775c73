import HeadroomFormat

/// Section on the data quality: the number of rows of every file, and the remarks on them.
struct DataSection {
    let quality: DataQuality

    var section: ReportSection {
        ReportSection("Data", [.table(table), .warnings(quality.sentences)])
    }

    private var table: ReportSection.Table {
        (
            ["file", "rows", "used", "set aside"],
            quality.files.map { file in
                [file.name, Format.count(file.rowsRead), Format.count(file.rowsUsed), Format.count(file.setAside)]
            }
        )
    }
}
