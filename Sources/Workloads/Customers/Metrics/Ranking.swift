/// Metrics of the order of rows by their scores.
package enum Ranking {
    /// Area under the ROC curve: the probability that a positive row has a higher score than a negative one, ties
    /// counting half; nil where one outcome is missing.
    package static func area(_ scores: [Double], _ labels: [Bool]) -> Double? {
        weightedArea(scores, labels, order: order(scores), weights: nil)
    }

    /// Rows by ascending score.
    package static func order(_ scores: [Double]) -> [Int] {
        scores.indices.sorted { scores[$0] < scores[$1] }
    }

    /// Area under the ROC curve with weighted rows.
    ///
    /// - Parameter order: the rows by ascending score.
    package static func weightedArea(
        _ scores: [Double],
        _ labels: [Bool],
        order: [Int],
        weights: [Double]?
    ) -> Double? {
        var (below, area, positives) = (0.0, 0.0, 0.0)
        var place = 0
        while place < order.count {
            let score = scores[order[place]]
            var (positive, negative) = (0.0, 0.0)
            while place < order.count, scores[order[place]] == score {
                let row = order[place]
                let weight = weights?[row] ?? 1
                if labels[row] { positive += weight } else { negative += weight }
                place += 1
            }
            area += positive * (below + negative / 2)
            below += negative
            positives += positive
        }
        return positives > 0 && below > 0 ? area / (positives * below) : nil
    }

    /// Average precision: precision at each positive row by descending score, weighted by the growth of recall, with
    /// equal scores taken together; nil without positive rows.
    package static func averagePrecision(_ scores: [Double], _ labels: [Bool]) -> Double? {
        weightedAveragePrecision(scores, labels, order: order(scores), weights: nil)
    }

    package static func weightedAveragePrecision(
        _ scores: [Double],
        _ labels: [Bool],
        order: [Int],
        weights: [Double]?
    ) -> Double? {
        var (found, looked, sum) = (0.0, 0.0, 0.0)
        var place = order.count
        while place > 0 {
            let score = scores[order[place - 1]]
            var positive = 0.0
            while place > 0, scores[order[place - 1]] == score {
                let row = order[place - 1]
                let weight = weights?[row] ?? 1
                looked += weight
                if labels[row] { positive += weight }
                place -= 1
            }
            found += positive
            if looked > 0 { sum += positive * found / looked }
        }
        return found > 0 ? sum / found : nil
    }

    /// Share of positive rows among those with the highest scores, divided by their share among all.
    ///
    /// Rows with the score at the limit count in part.
    package static func lift(_ scores: [Double], _ labels: [Bool], share: Double) -> Double? {
        let positives = Double(labels.count { $0 })
        guard positives > 0 else { return nil }
        let wanted = share * Double(scores.count)
        let order = order(scores)
        var (taken, found) = (0.0, 0.0)
        var place = order.count
        while place > 0, taken < wanted {
            let score = scores[order[place - 1]]
            var (rows, hits) = (0.0, 0.0)
            while place > 0, scores[order[place - 1]] == score {
                rows += 1
                if labels[order[place - 1]] { hits += 1 }
                place -= 1
            }
            let part = min(1, (wanted - taken) / rows)
            taken += part * rows
            found += part * hits
        }
        return found / taken / (positives / Double(scores.count))
    }
}
