/// A sum tree, which draws an index with a probability proportional to its weight in logarithmic time.
///
/// A complete binary tree in an array: every node is the sum of its two children (Schaul et al. 2016, appendix B.2.1).
/// A sum is always recomputed from its children, so that rounding errors do not accumulate.
public struct SumTree: Sendable {
    private let leafCount: Int
    /// The root is node 1; the last `leafCount` nodes are the weights.
    private var nodes: [Double]

    /// Makes a tree of `count` weights of 0.
    public init(count: Int) {
        var leaves = 1
        while leaves < count { leaves *= 2 }
        leafCount = leaves
        nodes = [Double](repeating: 0, count: 2 * leaves)
    }

    /// The sum of all weights.
    public var total: Double { nodes[1] }

    /// The weight at an index, at least 0.
    public subscript(index: Int) -> Double {
        get { nodes[leafCount + index] }
        set {
            var node = leafCount + index
            nodes[node] = newValue
            while node > 1 {
                node /= 2
                nodes[node] = nodes[2 * node] + nodes[2 * node + 1]
            }
        }
    }

    /// The index at which the cumulative weights exceed `mass`; its weight is above 0 where any is.
    public func index(at mass: Double) -> Int {
        var mass = mass
        var node = 1
        while node < leafCount {
            let left = nodes[2 * node]
            // A branch of weight 0 is never entered, even where rounding leaves `mass` at the total.
            if mass < left || nodes[2 * node + 1] == 0 {
                node = 2 * node
            } else {
                mass -= left
                node = 2 * node + 1
            }
        }
        return node - leafCount
    }
}
