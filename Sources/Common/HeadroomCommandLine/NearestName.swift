/// Suggestion of the most similar existing name for a misspelled one.
package enum NearestName {
    /// The name with the smallest edit distance; nil if none is close enough.
    package static func of(_ name: String, among names: [String]) -> String? {
        let near = names.map { (name: $0, distance: editDistance(name.lowercased(), $0)) }
            .min { $0.distance < $1.distance }
        guard let near, near.distance <= max(1, near.name.count / 2) else { return nil }
        return near.name
    }

    /// Edit distance: insertions, deletions and substitutions of letters (Levenshtein, 1966).
    package static func editDistance(_ from: String, _ to: String) -> Int {
        let to = Array(to)
        var row = Array(0...to.count)
        for (index, letter) in from.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in to.indices {
                let change = diagonal + (letter == to[column] ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(change, diagonal + 1, row[column] + 1)
            }
        }
        return row[to.count]
    }
}
