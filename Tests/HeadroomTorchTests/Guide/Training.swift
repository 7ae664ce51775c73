import HeadroomTorch

struct Samples { let images, labels: Tensor }

func step(_ model: Classifier, _ optimizer: any Optimizer, _ batch: Samples) throws(TorchError) {
    try optimizer.zeroGradients()
    try crossEntropy(model(batch.images), batch.labels).backward()
    try optimizer.step()
}

func train(_ model: Classifier, _ optimizer: any Optimizer, _ data: Samples, epochs: Range<Int>) throws(TorchError) {
    for epoch in epochs {
        optimizer.learningRate = epoch < 3 ? 1e-2 : 1e-3
        for part in try Tensor.randomPermutation(data.labels.elementCount, device: data.labels.device).split(64) {
            try step(model, optimizer, Samples(images: data.images.index([part]), labels: data.labels.index([part])))
        }
    }
}

func accuracy(_ model: Classifier, _ data: Samples) throws(TorchError) -> Double {
    model.eval()
    defer { model.train() }
    return try withoutGradients { () throws(TorchError) in
        try model(data.images).argmax(dimension: 1).equal(data.labels).to(.float32).mean().item()
    }
}

func findBrightestQuarters(engine path: String) throws(TorchError) -> Double {
    try Engine.load(library: path)
    try Engine.seed(1)
    let device = try Device.count(of: .cuda) > 0 ? Device.cuda(0) : .cpu
    func draw(_ count: Int) throws(TorchError) -> Samples {
        let images = try Tensor.rand([count, 1, 8, 8], device: device)
        let brightest = try AveragePool2d(kernel: 4)(images).flatten(from: 1).argmax(dimension: 1)
        return Samples(images: images, labels: brightest)
    }
    let model = try Classifier(classes: 4)
    try model.move(to: device)
    try train(model, AdamW(model.parameters, weightDecay: 0.01), draw(2048), epochs: 0..<5)
    return try accuracy(model, draw(512))
}
