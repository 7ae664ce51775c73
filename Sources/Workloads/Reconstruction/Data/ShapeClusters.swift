package import HeadroomScenes

/// Groups of shapes that are alike: connected components of a graph with an edge between two shapes whose volumes
/// overlap by more than a limit.
///
/// With shapes that are nearly the same in training and test, a test measures memory.
package struct ShapeClusters: Sendable {
    /// Indices of the shapes of each cluster, in order; clusters are in the order of their first shapes.
    package let members: [[Int]]

    /// - Parameter volumes: all of the same resolution, a multiple of four.
    package init(_ volumes: [VoxelGrid], overlapAbove limit: Double) {
        let packed = PackedVolumes(volumes)
        var parents = Array(volumes.indices)
        func root(_ index: Int) -> Int {
            var index = index
            while parents[index] != index {
                parents[index] = parents[parents[index]]
                index = parents[index]
            }
            return index
        }
        for first in volumes.indices {
            for second in volumes.indices.dropFirst(first + 1) {
                let roots = (root(first), root(second))
                guard roots.0 != roots.1, packed.intersectionOverUnion(first, with: packed, second) > limit else {
                    continue
                }
                parents[max(roots.0, roots.1)] = min(roots.0, roots.1)
            }
        }
        members = Dictionary(grouping: volumes.indices, by: root).sorted { $0.key < $1.key }.map(\.value)
    }

    /// Assigns whole clusters to the parts: about 70 % of the shapes to training, 10 % to validation and 20 % to the test,
    /// in an order that depends on the shapes' names only.
    ///
    /// - Parameters:
    ///   - names: of all shapes.
    ///   - size: clusters of this size or larger are always in training, since one of them would be most of a part.
    /// - Returns: the part of each shape.
    package func split(names: [String], keepingFrom size: Int) -> [ShapeSplit] {
        var parts = Array(repeating: ShapeSplit.training, count: names.count)
        let ordered = members.filter { $0.count < size }
            .map { (order: FolderMember.hash(names[$0[0]]), members: $0) }
            .sorted { ($0.order, $0.members[0]) < ($1.order, $1.members[0]) }
        var counts = (test: 0, validation: 0)
        for cluster in ordered.map(\.members) {
            let part: ShapeSplit
            if 5 * (counts.test + cluster.count) <= names.count {
                part = .test
                counts.test += cluster.count
            } else if 10 * (counts.validation + cluster.count) <= names.count {
                part = .validation
                counts.validation += cluster.count
            } else {
                continue
            }
            for shape in cluster { parts[shape] = part }
        }
        return parts
    }
}
