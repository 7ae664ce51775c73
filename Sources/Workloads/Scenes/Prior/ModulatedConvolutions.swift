import HeadroomTorch

/// Two convolutions, between which the level scales and shifts.
final class ModulatedConvolutions: Module {
    let norm1, norm2: GroupNorm
    let layer1, layer2: Conv1d
    let shortcut: Conv1d?
    let modulation: Linear

    private let outputs: Int

    init(_ inputs: Int, _ outputs: Int) throws(TorchError) {
        self.outputs = outputs
        norm1 = try GroupNorm(groups: 8, inputs)
        layer1 = try Conv1d(inputs, outputs, kernel: 3, padding: 1)
        norm2 = try GroupNorm(groups: 8, outputs)
        layer2 = try Conv1d(outputs, outputs, kernel: 3, padding: 1)
        shortcut = inputs == outputs ? nil : try Conv1d(inputs, outputs, kernel: 1)
        modulation = try Linear(NoiseLevel.width, 2 * outputs)
    }

    func callAsFunction(_ input: Tensor, _ level: Tensor) throws(TorchError) -> Tensor {
        let parts = try modulation(level).unsqueeze(2).split(outputs, dimension: 1)
        let hidden = try norm2(layer1(norm1(input).silu())) * (parts[0] + 1) + parts[1]
        let direct = try shortcut.map { layer throws(TorchError) in try layer(input) } ?? input
        return try direct + layer2(hidden.silu())
    }
}
