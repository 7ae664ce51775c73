/// First-order Markov chain of channel paths: from a start state through channels to a conversion or to none.
struct MarkovChain {
    /// Removal effect of each channel: the share of the conversions lost without it, by channel index.
    ///
    /// Without a channel, paths that would go on to it are lost. With N = (I - Q)^-1 of the channels' transition matrix
    /// Q, the lost conversions are those of paths through it: the probability of reaching it, N[start, c] / N[c, c],
    /// times the probability of a conversion from it. Source: Anderl, Becker, Wangenheim and Schumann, "Mapping the
    /// customer journey", 2016.
    let removalEffects: [Double]

    init(_ paths: ConversionPaths) {
        let count = paths.channels.count
        var (starts, conversions) = ([Double](repeating: 0, count: count), [Double](repeating: 0, count: count))
        var leaving = [Double](repeating: 0, count: count)
        var transitions = [[Double]](repeating: starts, count: count)
        for path in paths.paths where !path.range.isEmpty {
            let channels = paths.touches[path.range].map { Int($0.channel) }
            starts[channels[0]] += 1
            for (from, to) in zip(channels, channels.dropFirst()) { transitions[from][to] += 1 }
            for channel in channels { leaving[channel] += 1 }
            if path.value != nil { conversions[channels[channels.count - 1]] += 1 }
        }
        // Channels without a path are states without transitions.
        var matrix = (0..<count).map { row in
            (0..<count).map { (row == $0 ? 1 : 0) - (leaving[row] > 0 ? transitions[row][$0] / leaving[row] : 0) }
        }
        var inverse = (0..<count).map { row in (0..<count).map { row == $0 ? 1.0 : 0 } }
        Self.solve(&matrix, &inverse)
        let total = starts.reduce(0, +)
        let reached = (0..<count).map { column in
            total == 0 ? 0 : zip(starts, inverse).reduce(0) { $0 + $1.0 / total * $1.1[column] }
        }
        let direct = (0..<count).map { leaving[$0] > 0 ? conversions[$0] / leaving[$0] : 0 }
        let converted = inverse.map { row in zip(row, direct).reduce(0) { $0 + $1.0 * $1.1 } }
        let all = zip(reached, direct).reduce(0) { $0 + $1.0 * $1.1 }
        removalEffects = (0..<count).map { all > 0 ? reached[$0] / inverse[$0][$0] * converted[$0] / all : 0 }
    }

    /// Solves the linear system in place of the right side, by Gaussian elimination with partial pivoting.
    private static func solve(_ matrix: inout [[Double]], _ right: inout [[Double]]) {
        for column in matrix.indices {
            let rows = column..<matrix.count
            let pivot = rows.max { abs(matrix[$0][column]) < abs(matrix[$1][column]) } ?? column
            matrix.swapAt(column, pivot)
            right.swapAt(column, pivot)
            let scale = matrix[column][column]
            for index in matrix.indices {
                matrix[column][index] /= scale
                right[column][index] /= scale
            }
            for row in matrix.indices where row != column && matrix[row][column] != 0 {
                let factor = matrix[row][column]
                for index in matrix.indices {
                    matrix[row][index] -= factor * matrix[column][index]
                    right[row][index] -= factor * right[column][index]
                }
            }
        }
    }
}
