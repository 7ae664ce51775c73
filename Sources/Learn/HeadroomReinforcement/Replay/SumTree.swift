/// Weights of which one is drawn with a probability in proportion to it, in as many steps as the tree is high.
///
/// A complete binary tree in an array: every node is the sum of the two below it (Schaul et al. 2016, appendix B.2.1).
/// A sum is always made anew from its two parts, so that rounding errors do not add up.
public struct SumTree: Sendable {
    private let leafCount: Int
    /// The root is node 1; the weights are the last `leafCount` nodes.
    private var nodes: [Double]

    /// Makes a tree of so many weights of 0.
    public init(count: Int) {
        var leaves = 1
        while leaves < count { leaves *= 2 }
        leafCount = leaves
        nodes = [Double](repeating: 0, count: 2 * leaves)
    }

    /// The sum of all weights.
    public var total: Double { nodes[1] }

    /// The weight at an index, not below 0.
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

    /// The index at which the weights, added from the first on, exceed `mass`; of a weight above 0 where there is one.
    public func index(at mass: Double) -> Int {
        var mass = mass
        var node = 1
        while node < leafCount {
            let left = nodes[2 * node]
            // A branch without weight is never entered, even where rounding has brought the mass to its end.
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
