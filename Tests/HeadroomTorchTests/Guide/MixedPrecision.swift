import HeadroomTorch

func halfStep(_ model: Classifier, _ optimizer: any Optimizer, _ batch: Samples, _ scaler: GradientScaler) throws {
    try optimizer.zeroGradients()
    let loss = try withAutocast(.float16, on: batch.images.device) { () throws(TorchError) in
        try crossEntropy(model(batch.images), batch.labels)
    }
    try scaler.scaled(loss).backward()
    if try scaler.unscale() { try optimizer.step() }
    try scaler.update()
}
