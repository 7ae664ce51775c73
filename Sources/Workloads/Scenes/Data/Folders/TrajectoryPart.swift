/// The part of a folder of trajectories that one belongs to.
package enum TrajectoryPart: String, CaseIterable, Codable, Sendable {
    case training, validation, test

    /// The part that a folder's name stands for; nil for other names.
    init?(folderName name: String) {
        switch name.lowercased() {
        case "train", "training": self = .training
        case "val", "valid", "validation": self = .validation
        case "test", "testing": self = .test
        default: return nil
        }
    }
}
