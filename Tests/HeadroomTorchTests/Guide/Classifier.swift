import HeadroomTorch

final class Classifier: Module, Layer {
    let features: Sequential
    let head: Linear

    init(classes: Int) throws(TorchError) {
        features = Sequential(try Conv2d(1, 16, kernel: 3, padding: 1), ReLU(), try MaxPool2d(kernel: 2), Flatten())
        head = try Linear(16 * 4 * 4, classes)
    }

    func callAsFunction(_ images: Tensor) throws(TorchError) -> Tensor { try head(features(images)) }
}
