import HeadroomFormat
import HeadroomTorch

/// Updates and classification accuracy of a discriminator; its update gate depends on the batch size.
package struct DiscriminatorRecord: Codable, Equatable, Sendable {
    /// Running mean of the share of volumes that it classifies correctly, at the end.
    package var accuracy: Double
    /// Number of times that it could be updated, and that it was.
    package var occasions: Int
    package var updates: Int

    init(_ discriminator: VolumeDiscriminator) throws(TorchError) {
        accuracy = try discriminator.accuracy.item()
        occasions = Int(try discriminator.occasions.item())
        updates = Int(try discriminator.updates.item())
    }

    /// nil before the first occasion.
    package var updateShare: Double? { occasions == 0 ? nil : Double(updates) / Double(occasions) }

    var text: String {
        "updated on \(Format.count(updates)) of \(Format.count(occasions)) occasions"
            + " (it is not while it classifies more than 80 % of the volumes correctly; at the end \(Format.percent(accuracy)))"
    }
}
