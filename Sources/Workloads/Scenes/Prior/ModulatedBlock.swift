import HeadroomTorch

/// Two layers, between which the level scales and shifts.
///
/// FiLM (Perez et al. 2018, arXiv 1709.07871).
final class ModulatedBlock: Module {
    let norm: LayerNorm
    let layer1, layer2, modulation: Linear

    private let hidden: Int

    init(_ hidden: Int) throws(TorchError) {
        self.hidden = hidden
        norm = try LayerNorm(hidden)
        layer1 = try Linear(hidden, hidden)
        layer2 = try .zeroed(hidden, hidden)
        modulation = try Linear(NoiseLevel.width, 2 * hidden)
    }

    func callAsFunction(_ input: Tensor, _ level: Tensor) throws(TorchError) -> Tensor {
        let parts = try modulation(level).split(hidden, dimension: 1)
        let modulated = try layer1(norm(input).silu()) * (parts[0] + 1) + parts[1]
        return try input + layer2(modulated.silu())
    }
}
