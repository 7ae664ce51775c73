import FoundationEssentials
import HeadroomFormat
import HeadroomScenes
import HeadroomSystem
import HeadroomTraining

/// The random objects that the package pybullet carries: unions of convex, closed parts, without classes.
package struct PybulletObjects: Sendable {
    /// An object that can be used.
    struct Item: Sendable {
        let name: String
        /// The bytes of its file.
        let bytes: [UInt8]
        let volume: VoxelGrid
    }

    private(set) var items: [Item] = []
    /// Errors of the files that cannot be read.
    package private(set) var rejected: [String] = []
    /// Names of the objects that fill less than ``leastOccupancy``.
    package private(set) var thin: [String] = []
    package let clusters: ShapeClusters
    package let parts: [ShapeSplit]

    /// Thinner objects are lost in a volume.
    private static let leastOccupancy = 0.01
    /// Overlap from which objects are of the same cluster, and size of the clusters that are always in training.
    private static let (overlap, largeCluster) = (0.8, 60)
    private static let className = "object"

    /// Reads `random_urdfs/NNN/NNN.obj` of a folder `pybullet_data`.
    package init(_ folder: String) throws {
        let root = "\(folder)/random_urdfs"
        for name in FolderListing.folders(root) {
            for file in FolderListing.files("\(root)/\(name)", ["obj"]) {
                let path = "\(root)/\(name)/\(file)"
                do throws(SceneFileError) {
                    let bytes = try SceneFile.read(path)
                    let mesh = try Mesh(decoding: bytes, name: path).normalized()
                    let volume = VoxelGrid(solid: mesh, resolution: VolumeGenerator.resolution)
                    if volume.occupancy < Self.leastOccupancy {
                        thin.append(name)
                    } else {
                        items.append(Item(name: String(file.dropLast(4)), bytes: bytes, volume: volume))
                    }
                } catch {
                    rejected.append(error.message)
                }
            }
        }
        guard !items.isEmpty else {
            throw WorkloadError(
                .data,
                "there are no objects in \(root); the launcher ./headroom fetches them, or --source names the folder "
                    + "pybullet_data of the package pybullet"
            )
        }
        clusters = ShapeClusters(items.map(\.volume), overlapAbove: Self.overlap)
        parts = clusters.split(names: items.map(\.name), keepingFrom: Self.largeCluster)
    }

    /// Copies the meshes to a folder, by their parts, with a table of them.
    package func write(to folder: String) throws {
        for split in ShapeSplit.allCases {
            try Folder.make("\(folder)/\(Self.className)/\(split.rawValue)")
        }
        var clusterOf: [Int: Int] = [:]
        for (number, members) in clusters.members.enumerated() {
            for member in members { clusterOf[member] = number + 1 }
        }
        var table = "object,part,cluster,occupancy\n"
        for (index, item) in items.enumerated() {
            let part = parts[index].rawValue
            try SceneFile.write(item.bytes, to: "\(folder)/\(Self.className)/\(part)/\(item.name).obj")
            let occupancy = Format.fixed(item.volume.occupancy, decimals: 4)
            table += "\(item.name),\(part),\(clusterOf[index] ?? 0),\(occupancy)\n"
        }
        try SceneFile.write(Array(table.utf8), to: "\(folder)/objects.csv")
    }

    /// The numbers of objects used, left out, and in each part.
    package var summary: String {
        func count(_ split: ShapeSplit) -> Int { parts.count { $0 == split } }
        let occupancy = items.reduce(0) { $0 + $1.volume.occupancy } / Double(items.count)
        let largest = clusters.members.map(\.count).max() ?? 0
        var lines = rejected.map { "left out: \($0)" }
        if !thin.isEmpty {
            lines.append(
                "left out: \(thin.count) objects that fill less than \(Format.percent(Self.leastOccupancy)) of the cells"
            )
        }
        lines += [
            "\(items.count) objects, which fill \(Format.percent(occupancy)) of the cells, in \(clusters.members.count) "
                + "clusters of like ones (overlap above \(Self.overlap)), the largest of \(largest)",
            "\(count(.training)) training, \(count(.validation)) validation, \(count(.test)) test; no cluster is in two",
        ]
        return lines.joined(separator: "\n") + "\n"
    }
}
