import HeadroomTorch

func train(_ model: Classifier, _ optimizer: any Optimizer, file path: String, device: Device) throws(TorchError) {
    let file = try StateFileReader(path)
    let count = try file.shape("labels")[0] / 64
    let loader = BatchLoader(count: count, threads: 2) { index throws(TorchError) in
        let rows = index * 64..<(index + 1) * 64
        return Samples(images: try file.tensor("images", rows: rows), labels: try file.tensor("labels", rows: rows))
    }
    while let batch = try loader.next() {
        let (images, labels) = (try batch.images.to(device: device), try batch.labels.to(device: device))
        try step(model, optimizer, Samples(images: images, labels: labels))
    }
}
