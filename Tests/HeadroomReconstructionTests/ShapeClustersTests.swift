import HeadroomNumerics
import HeadroomReconstruction
import HeadroomScenes
import Testing

/// Clusters of shapes that are alike, and the parts that they are assigned to.
struct ShapeClustersTests {
    /// Boxes of several lengths, which overlap with those of nearly the same length.
    private func bars(_ lengths: [Int]) -> [VoxelGrid] {
        lengths.map { length in
            VoxelGrid(resolution: 16, cells: (0..<4096).map { $0 % 16 < 8 && $0 / 16 < length })
        }
    }

    /// The first and the third are only joined by the second.
    @Test func componentsAreTransitive() {
        let clusters = ShapeClusters(bars([100, 40, 115, 132, 41, 5]), overlapAbove: 0.8)
        #expect(clusters.members == [[0, 2, 3], [1, 4], [5]])
    }

    /// Against a search that goes over all pairs again and again.
    @Test func componentsAreThoseOfASimpleSearch() {
        var generator = SeededGenerator(seed: 6)
        let grids = bars((0..<60).map { _ in Int.random(in: 3..<256, using: &generator) })
        var labels = Array(grids.indices)
        for _ in grids.indices {
            for i in grids.indices {
                for j in grids.indices where grids[i].intersectionOverUnion(grids[j]) > 0.9 {
                    labels[i] = min(labels[i], labels[j])
                }
            }
        }
        let members = Dictionary(grouping: grids.indices) { labels[$0] }.sorted { $0.key < $1.key }.map(\.value)
        #expect(ShapeClusters(grids, overlapAbove: 0.9).members == members)
        #expect(members.count > 3 && members.count < 60)
    }

    @Test func clustersStayTogetherAndLargeOnesAreTrainedOn() {
        // Lengths 2, 4, 8, …: each a cluster; the copies of one length are as many as its number.
        let counts = [1, 2, 3, 4, 30, 5, 6]
        let lengths = counts.enumerated().flatMap { Array(repeating: 2 << $0.offset, count: $0.element) }
        let clusters = ShapeClusters(bars(lengths), overlapAbove: 0.8)
        #expect(clusters.members.map(\.count) == counts)
        let parts = clusters.split(names: lengths.indices.map { "shape\($0)" }, keepingFrom: 20)
        for members in clusters.members { #expect(Set(members.map { parts[$0] }).count == 1) }
        #expect(parts[clusters.members[4][0]] == .training)
        #expect(parts == clusters.split(names: lengths.indices.map { "shape\($0)" }, keepingFrom: 20))
        let (test, validation) = (parts.count { $0 == .test }, parts.count { $0 == .validation })
        #expect(test > 0 && 5 * test <= lengths.count && validation > 0 && 10 * validation <= lengths.count)
    }
}
