import HeadroomCommandLine
import HeadroomFormat
import HeadroomScenes
import HeadroomTorch

/// A summary of a folder of shapes: the counts of its parts and the mean occupancy, with a warning for hollow volumes.
package struct DataReport {
    package let summary: String
    /// Whether most volumes are surfaces without an inside.
    package let isHollow: Bool

    /// Number of volumes that are checked.
    private static let checkedVolumes = 50

    package init(_ folder: ShapeSettings.Folder, _ training: ViewDataset) throws {
        let found = try DataFolder(folder.path)
        let occupancy = try training.occupancy()
        let parts = ShapeSplit.allCases.map { "\(found.count($0)) \($0.rawValue)" }.joined(separator: ", ")
        let classes = folder.classes.count == 1 ? "one class" : "\(folder.classes.count) classes"
        let omitted = found.omitted == 0 ? "" : ", \(found.omitted) left out without pictures or a volume"
        summary = """
            \(found.layout.title), \(classes): \(parts)\(omitted); \
            the volumes fill \(Format.percent(occupancy)) of the cells
            """
        isHollow = try Self.isHollow(training)
    }

    /// Whether at least half of the volumes enclose more empty cells than they fill inside.
    private static func isHollow(_ data: ViewDataset) throws(TorchError) -> Bool {
        let count = min(checkedVolumes, data.shapeCount)
        var hollow = 0
        for index in 0..<count {
            let cells = try data.volumes.select(dimension: 0, index * data.shapeCount / count).floats()
            let grid = VoxelGrid(resolution: data.volumes.shape[2], cells: cells.map { $0 != 0 })
            hollow += grid.filling == .surface ? 1 : 0
        }
        return 2 * hollow >= count
    }

    func write() throws {
        StandardStream.message("\(summary)\n")
        if isHollow {
            StandardStream.note(
                "the volumes are surfaces, empty inside: a reconstruction becomes a shell, and overlaps are smaller",
                hint: "Some data sets have filled volumes beside these, such as model.solid.binvox of ShapeNet."
            )
        }
    }
}
