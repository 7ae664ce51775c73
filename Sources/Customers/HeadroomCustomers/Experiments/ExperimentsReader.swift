extension Company {
    /// Reads experiments.csv (`experiment_id, unit, group, unit_kind, start`, and optionally `end`, `channel`,
    /// `treatment_share`) of a folder; reads no experiments where the file is missing.
    ///
    /// - Throws: ``CustomersError`` where a column is missing.
    mutating func readExperiments(_ files: CompanyFiles, zone: TimeZoneRule) throws(CustomersError) {
        guard files.has(.experiments) else { return }
        var file = DataQuality.File(name: files.name(of: .experiments))
        let opened = try files.open(.experiments)
        let (reader, columns) = (opened.reader, opened.columns)
        file.columns = columns.guessed
        var units: [(unit: ExperimentUnit, row: Int, isLeftOut: Bool)] = []
        var places: [String: Int] = [:]
        var firsts: [String: ExperimentUnit] = [:]
        while try reader.next() {
            file.rowsRead += 1
            let row = reader.row
            let unit: ExperimentUnit
            do { unit = try Self.unit(row, columns, zone: zone) } catch {
                file.note(error.reason, row: row.number)
                continue
            }
            if let first = firsts[unit.experiment], !unit.agrees(with: first) {
                file.note(.conflict, row: row.number)
                continue
            }
            firsts[unit.experiment] = unit
            let key = "\(unit.experiment)\u{0}\(unit.unit)"
            if let place = places[key] {
                if units[place].unit.group == unit.group {
                    file.note(.duplicate, row: row.number)
                } else {
                    // A unit in both groups is in neither.
                    if !units[place].isLeftOut { file.note(.bothGroups, row: units[place].row) }
                    units[place].isLeftOut = true
                    file.note(.bothGroups, row: row.number)
                }
                continue
            }
            places[key] = units.count
            units.append((unit, row.number, false))
        }
        experimentUnits = units.filter { !$0.isLeftOut }.map(\.unit)
        file.rowsUsed = experimentUnits.count
        if file.mayBeTruncated { file.note(.maybeTruncated, row: file.rowsRead + 1) }
        quality.files.append(file)
    }

    private struct Problem: Error { let reason: DataQuality.Reason }

    private static func unit(_ row: CSVRow, _ columns: Columns, zone: TimeZoneRule) throws(Problem) -> ExperimentUnit {
        func required(_ name: String) throws(Problem) -> String {
            guard let value = columns.value(name, of: row) else { throw Problem(reason: .missingValue) }
            return value
        }
        func time(_ text: String) throws(Problem) -> Int64 {
            guard let time = Timestamp.seconds(text, zone: zone) else { throw Problem(reason: .badTime) }
            return time
        }
        let (experiment, unit) = (try required("experiment_id"), try required("unit"))
        guard let group = ExperimentUnit.Group(rawValue: try required("group").lowercased()) else {
            throw Problem(reason: .badGroup)
        }
        guard let kind = ExperimentUnit.Kind(rawValue: try required("unit_kind").lowercased()) else {
            throw Problem(reason: .badUnitKind)
        }
        let start = try time(required("start"))
        var end = Int64.max
        if let text = columns.value("end", of: row) { end = try time(text) }
        guard end > start else { throw Problem(reason: .endBeforeStart) }
        var share = 0.5
        if let text = columns.value("treatment_share", of: row) {
            guard let value = Double(text), value > 0, value < 1 else { throw Problem(reason: .badAmount) }
            share = value
        }
        return ExperimentUnit(
            experiment: experiment,
            unit: unit,
            group: group,
            kind: kind,
            start: start,
            end: end,
            channel: columns.value("channel", of: row),
            treatmentShare: share
        )
    }
}
