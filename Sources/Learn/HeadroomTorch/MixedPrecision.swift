internal import CHeadroomTorch

/// Runs `body` with automatic mixed precision.
///
/// Micikevicius et al. 2018, arXiv 1710.03740. Matrix products and convolutions are computed in the lower precision,
/// and operations that need the precision, such as losses and norms, in single precision.
///
///     let loss = try withAutocast(.bfloat16, on: device) { () throws(TorchError) in
///         try crossEntropy(model(batch.inputs), batch.labels)
///     }
///     try loss.backward()
///
/// - Parameters:
///   - scalarType: `bfloat16`, which has the range of single precision; or `float16`, with a ``GradientScaler``.
///   - device: the device whose kind it applies to.
public func withAutocast<Result>(
    _ scalarType: ScalarType = .bfloat16,
    on device: Device,
    _ body: () throws(TorchError) -> Result
) throws(TorchError) -> Result {
    let type = device.raw.type
    var before = ht_autocast()
    try check(
        ht_autocast_begin(type, ht_autocast(enabled: true, scalar_type: scalarType.rawValue), &before),
        "withAutocast"
    )
    defer { _ = ht_autocast_end(type, before) }
    return try body()
}

/// Scales the loss so that small gradients do not vanish in half precision.
///
/// Micikevicius et al. 2018, section 3.2.
///
///     let scaler = try GradientScaler(parameters, device: device)
///     try scaler.scaled(loss).backward()
///     if try scaler.unscale() { try optimizer.step() }
///     try scaler.update()
///
/// A step with a gradient that is infinite or NaN is skipped, and the scale is reduced; the scale grows again after a
/// number of steps without one.
public final class GradientScaler {
    private static let unscale = Operator("aten::_amp_foreach_non_finite_check_and_unscale_")
    private static let update = Operator("aten::_amp_update_scale_")

    private let parameters: [NamedTensor]
    /// The factor of the loss, `[]`.
    public let scale: Tensor
    private let stepsSinceGrowth: Tensor
    private let foundNonFinite: Tensor
    private let growth: Double
    private let backoff: Double
    private let growthInterval: Int

    /// Makes a scaler with PyTorch's settings.
    ///
    /// - Parameters:
    ///   - parameters: the parameters whose gradients are scaled.
    ///   - initial: the initial scale.
    ///   - growth: the factor of the scale after `growthInterval` steps.
    ///   - backoff: the factor of the scale after a skipped step.
    public init(
        _ parameters: [NamedTensor],
        device: Device,
        initial: Double = 65536,
        growth: Double = 2,
        backoff: Double = 0.5,
        growthInterval: Int = 2000
    ) throws(TorchError) {
        self.parameters = parameters
        scale = try .full([], initial, device: device)
        stepsSinceGrowth = try .zeros([], .int32, device: device)
        foundNonFinite = try .zeros([], device: device)
        self.growth = growth
        self.backoff = backoff
        self.growthInterval = growthInterval
    }

    /// The scale and the number of steps since its last growth, for a checkpoint.
    public var state: [NamedTensor] {
        [NamedTensor("scale", scale), NamedTensor("steps_since_growth", stepsSinceGrowth)]
    }

    /// Restores a ``state``.
    public func restore(_ state: [NamedTensor]) throws(TorchError) {
        try assign(state, to: self.state, operation: "restore")
    }

    /// The loss times the scale, on which to call `backward()`.
    public func scaled(_ loss: Tensor) throws(TorchError) -> Tensor { try loss * scale }

    /// Divides the gradients by the scale, in place, and returns whether all of them are finite.
    public func unscale() throws(TorchError) -> Bool {
        var gradients: [Tensor] = []
        for parameter in parameters {
            if let gradient = try parameter.tensor.gradient { gradients.append(gradient) }
        }
        try foundNonFinite.copy(from: .zeros([]))
        guard !gradients.isEmpty else { return true }
        _ = try Self.unscale.call([.tensors(gradients), .tensor(foundNonFinite), .tensor(scale.reciprocal())])
        return try foundNonFinite.item() == 0
    }

    /// Adapts the scale; called once after each step.
    public func update() throws(TorchError) {
        _ = try Self.update.call([
            .tensor(scale), .tensor(stepsSinceGrowth), .tensor(foundNonFinite), .real(growth), .real(backoff),
            .integer(growthInterval),
        ])
    }
}
