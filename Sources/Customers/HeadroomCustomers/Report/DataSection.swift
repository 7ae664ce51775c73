import HeadroomFormat

/// Section on the data quality: the rows of every file, and what is remarkable about them.
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
