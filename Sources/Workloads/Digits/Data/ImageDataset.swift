package import HeadroomTorch

/// Images with their labels, on the training device.
package struct ImageDataset {
    /// Pixels as bytes, `[stored, channels, height, width]`.
    private let images: Tensor
    /// Class indices, `[stored]`.
    private let labels: Tensor
    /// Number of samples in an epoch; a synthetic data set repeats the stored ones.
    package let count: Int
    package let stored: Int
    package let channels: Int
    package let height: Int
    package let width: Int
    package let classes: Int
    /// The value of a white pixel.
    private let white: Double

    /// - Parameters:
    ///   - pixels: one byte per pixel, `[stored, channels, height, width]`.
    ///   - labels: the class index of each image, `[stored]`.
    ///   - count: the number of samples in an epoch; nil for the number stored.
    package init(
        pixels: [UInt8],
        labels: [Int64],
        channels: Int,
        height: Int,
        width: Int,
        classes: Int,
        white: Double,
        count: Int? = nil
    ) throws(TorchError) {
        stored = labels.count
        self.count = count ?? labels.count
        self.channels = channels
        self.height = height
        self.width = width
        self.classes = classes
        self.white = white
        images = try Tensor(pixels, shape: [labels.count, channels, height, width])
        self.labels = try Tensor(labels, shape: [labels.count])
    }

    private init(images: Tensor, labels: Tensor, like other: ImageDataset) {
        self.images = images
        self.labels = labels
        count = other.count
        stored = other.stored
        channels = other.channels
        height = other.height
        width = other.width
        classes = other.classes
        white = other.white
    }

    /// The same data on another device.
    package func moved(to device: Device) throws(TorchError) -> ImageDataset {
        ImageDataset(images: try images.to(device: device), labels: try labels.to(device: device), like: self)
    }

    /// Returns a batch: images `[batch, channels, height, width]` from 0 to 1, and labels `[batch]`.
    package func batch(_ indices: Tensor) throws(TorchError) -> (images: Tensor, labels: Tensor) {
        let pixels = try images.indexSelect(dimension: 0, indices: indices).to(.float32)
        return (try pixels / white, try labels.indexSelect(dimension: 0, indices: indices))
    }
}

/// A training and a test set.
package struct ImageSplit {
    package let name: String
    package let training: ImageDataset
    package let test: ImageDataset

    package init(name: String, training: ImageDataset, test: ImageDataset) {
        self.name = name
        self.training = training
        self.test = test
    }
}
