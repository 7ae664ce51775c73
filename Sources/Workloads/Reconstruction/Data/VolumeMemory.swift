import HeadroomFormat
import HeadroomSystem
package import HeadroomTraining

extension ShapeSettings {
    /// Most memory that the volumes take in a training or an evaluation, in bytes.
    var volumeBytes: Int {
        let cells = resolution * resolution * resolution
        // A byte for each cell, twice while it is drawn; probabilities of validation and test shapes have four.
        let others = max(Self.validationShapes, Self.testShapes)
        // In the frame of the view each picture has a volume of its own.
        let volumes = frame == .view ? sampleCount : shapes
        return cells * max(2 * volumes, volumes + 5 * others)
    }

    /// - Throws: where the volumes need more memory than there is.
    package func checkMemory(availableBytes: Int = Self.availableBytes) throws(WorkloadError) {
        guard volumeBytes > availableBytes else { return }
        throw WorkloadError(
            .usage,
            "the volumes of \(shapes) shapes at --resolution \(resolution) need \(Format.bytes(volumeBytes)) of memory, and "
                + "\(Format.bytes(availableBytes)) are available; use fewer --shapes or a smaller --resolution"
        )
    }

    package static var availableBytes: Int {
        min(MachineMemory().availableBytes, ControlGroup().memoryLimitBytes ?? .max)
    }
}
