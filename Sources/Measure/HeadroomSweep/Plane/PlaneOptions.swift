import HeadroomCore

/// Options of a sweep over two axes: those of any sweep, and the axes.
package struct PlaneOptions: Sendable {
    package var sweep: SweepOptions
    package var first: PlaneAxis
    package var second: PlaneAxis

    package init(sweep: SweepOptions, first: PlaneAxis, second: PlaneAxis) {
        self.sweep = sweep
        self.first = first
        self.second = second
    }

    /// All points of the two axes.
    var grid: [PlanePoint] {
        second.values.flatMap { other in first.values.map { PlanePoint(batchSize: $0, other: other) } }
    }
}
