import HeadroomTorch

func save(_ model: Module, _ optimizer: any Optimizer, epoch: Int, _ device: Device, to path: String) throws {
    let tensors =
        model.state.map { NamedTensor("model.\($0.name)", $0.tensor) }
        + optimizer.state.map { NamedTensor("optimizer.\($0.name)", $0.tensor) }
        + [NamedTensor("generator", try Engine.generatorState(of: device))]
    try StateFile.save(tensors, metadata: ["epoch": "\(epoch)"], to: path)
}

func resume(_ model: Module, _ optimizer: any Optimizer, _ device: Device, from path: String) throws -> Int {
    let file = try StateFile.load(from: path)
    func part(_ prefix: String) -> [NamedTensor] {
        file.tensors.filter { $0.name.hasPrefix(prefix) }
            .map { NamedTensor(String($0.name.dropFirst(prefix.count)), $0.tensor) }
    }
    try model.load(part("model."))
    try optimizer.restore(part("optimizer."))
    for generator in part("generator") { try Engine.setGeneratorState(generator.tensor, of: device) }
    return file.metadata["epoch"].flatMap { Int($0) } ?? 0
}
