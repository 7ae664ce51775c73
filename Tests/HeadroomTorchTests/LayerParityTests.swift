import HeadroomTorch
import TestSupport
import Testing

/// Layer to compare with PyTorch's: the expression that creates it there, and the shape of an input.
private struct LayerCase: Sendable {
    let python: String
    let shape: [Int]
    let make: @Sendable () throws -> any Layer

    init(_ python: String, _ shape: [Int], _ make: @autoclosure @escaping @Sendable () throws -> any Layer) {
        self.python = python
        self.shape = shape
        self.make = make
    }
}

private let layerCases: [LayerCase] = [
    LayerCase("nn.Linear(5, 3)", [2, 4, 5], try Linear(5, 3)),
    LayerCase(
        "nn.Conv1d(2, 4, 3, stride=2, padding=1)",
        [2, 2, 9],
        try Conv1d(2, 4, kernel: 3, stride: 2, padding: 1)
    ),
    LayerCase(
        "nn.Conv2d(4, 6, (1, 3), padding=(0, 2), dilation=2, groups=2, bias=False)",
        [2, 4, 5, 6],
        try Conv2d(4, 6, kernel: [1, 3], padding: [0, 2], dilation: 2, groups: 2, bias: false)
    ),
    LayerCase("nn.Conv3d(2, 3, 3, padding=1)", [2, 2, 4, 5, 6], try Conv3d(2, 3, kernel: 3, padding: 1)),
    LayerCase("nn.ConvTranspose1d(4, 2, 3, stride=2)", [2, 4, 5], try ConvTranspose1d(4, 2, kernel: 3, stride: 2)),
    LayerCase(
        "nn.ConvTranspose2d(4, 6, 4, stride=(2, 3), padding=1, output_padding=(0, 1), groups=2)",
        [2, 4, 3, 5],
        try ConvTranspose2d(4, 6, kernel: 4, stride: [2, 3], padding: 1, outputPadding: [0, 1], groups: 2)
    ),
    LayerCase(
        "nn.ConvTranspose3d(3, 2, 4, stride=2, padding=1, bias=False)",
        [2, 3, 2, 3, 2],
        try ConvTranspose3d(3, 2, kernel: 4, stride: 2, padding: 1, bias: false)
    ),
    LayerCase("nn.BatchNorm1d(3)", [4, 3], try BatchNorm1d(3)),
    LayerCase(
        "nn.BatchNorm2d(3, eps=1e-3, momentum=0.2)",
        [4, 3, 2, 5],
        try BatchNorm2d(3, momentum: 0.2, epsilon: 1e-3)
    ),
    LayerCase("nn.BatchNorm3d(2)", [3, 2, 2, 3, 2], try BatchNorm3d(2)),
    LayerCase("nn.LayerNorm(6)", [3, 2, 6], try LayerNorm(6)),
    LayerCase("nn.LayerNorm((2, 6), bias=False)", [3, 2, 6], try LayerNorm(shape: [2, 6], bias: false)),
    LayerCase("nn.GroupNorm(2, 6)", [3, 6, 4, 2], try GroupNorm(groups: 2, 6)),
    LayerCase("nn.InstanceNorm2d(3)", [2, 3, 4, 5], try InstanceNorm2d(3)),
    LayerCase("nn.InstanceNorm3d(3, affine=True)", [2, 3, 4, 3, 2], try InstanceNorm3d(3, affine: true)),
    LayerCase("nn.MaxPool1d(3, stride=2, padding=1)", [2, 3, 9], try MaxPool1d(kernel: 3, stride: 2, padding: 1)),
    LayerCase("nn.MaxPool2d((2, 3))", [2, 3, 4, 6], try MaxPool2d(kernel: [2, 3])),
    LayerCase("nn.MaxPool3d(2)", [2, 3, 4, 4, 6], try MaxPool3d(kernel: 2)),
    LayerCase("nn.AvgPool1d(2)", [2, 3, 8], try AveragePool1d(kernel: 2)),
    LayerCase(
        "nn.AvgPool2d(3, stride=2, padding=1)",
        [2, 3, 5, 6],
        try AveragePool2d(kernel: 3, stride: 2, padding: 1)
    ),
    LayerCase("nn.AvgPool3d(2)", [2, 3, 4, 4, 2], try AveragePool3d(kernel: 2)),
    LayerCase("nn.AdaptiveAvgPool1d(3)", [2, 3, 8], try AdaptiveAveragePool1d(3)),
    LayerCase("nn.AdaptiveAvgPool2d((1, 2))", [2, 3, 5, 6], try AdaptiveAveragePool2d([1, 2])),
    LayerCase("nn.AdaptiveAvgPool3d(1)", [2, 3, 4, 5, 2], try AdaptiveAveragePool3d(1)),
    LayerCase("nn.Upsample(scale_factor=2)", [2, 3, 4], try Upsample(scale: 2)),
    LayerCase("nn.Upsample(scale_factor=1.5, mode='bilinear')", [2, 3, 4, 6], try Upsample(scale: 1.5, .linear)),
    LayerCase("nn.Upsample(scale_factor=2, mode='trilinear')", [1, 2, 3, 2, 4], try Upsample(scale: 2, .linear)),
    LayerCase("nn.ReLU()", [3, 7], ReLU()),
    LayerCase("nn.LeakyReLU(0.2)", [3, 7], LeakyReLU(slope: 0.2)),
    LayerCase("nn.ELU(1.5)", [3, 7], ELU(alpha: 1.5)),
    LayerCase("nn.GELU()", [3, 7], GELU()),
    LayerCase("nn.GELU('tanh')", [3, 7], GELU(approximated: true)),
    LayerCase("nn.SiLU()", [3, 7], SiLU()),
    LayerCase("nn.Tanh()", [3, 7], Tanh()),
    LayerCase("nn.Sigmoid()", [3, 7], Sigmoid()),
    LayerCase("nn.Softplus()", [3, 7], Softplus()),
    LayerCase("nn.Flatten()", [3, 2, 7], Flatten()),
    LayerCase("nn.Unflatten(1, (2, 7))", [3, 14], Unflatten([2, 7])),
    LayerCase("Block(8, 2)", [2, 5, 8], try Block(8, heads: 2)),
    LayerCase("Residual(4)", [2, 4, 3, 3], try Residual(4)),
]

/// Transformer block as in nanoGPT.
private final class Block: Module, Layer {
    let ln1, ln2: LayerNorm
    let attn: SelfAttention
    let mlp: Sequential

    init(_ width: Int, heads: Int) throws(TorchError) {
        ln1 = try LayerNorm(width)
        attn = try SelfAttention(width, heads: heads)
        ln2 = try LayerNorm(width)
        mlp = Sequential(try Linear(width, 4 * width), GELU(), try Linear(4 * width, width))
    }

    func callAsFunction(_ input: Tensor) throws(TorchError) -> Tensor {  // [batch, positions, width]
        let attended = try input + attn(ln1(input))
        return try attended + mlp(ln2(attended))
    }
}

private final class SelfAttention: Module, Layer {
    let cAttn, cProj: Linear
    let heads: Int

    init(_ width: Int, heads: Int) throws(TorchError) {
        cAttn = try Linear(width, 3 * width)
        cProj = try Linear(width, width)
        self.heads = heads
    }

    func callAsFunction(_ input: Tensor) throws(TorchError) -> Tensor {
        let (batch, positions, width) = (input.shape[0], input.shape[1], input.shape[2])
        var parts: [Tensor] = []  // queries, keys and values, [batch, heads, positions, width / heads]
        for part in try cAttn(input).split(width, dimension: 2) {
            parts.append(try part.reshape([batch, positions, heads, width / heads]).transpose(1, 2))
        }
        let attended = try parts[0].scaledDotProductAttention(key: parts[1], value: parts[2], isCausal: true)
        return try cProj(attended.transpose(1, 2).reshape([batch, positions, width]))
    }
}

/// Parameters, buffers and children of every kind that reflection finds.
private final class Residual: Module, Layer {
    let stages: [Sequential]
    let branches: [String: Conv2d]
    let gain: Tensor
    let shifts: [Tensor]
    let absent: Linear? = nil
    let present: BatchNorm2d?
    @Buffer var runningOffset: Tensor

    init(_ channels: Int) throws(TorchError) {
        stages = [Sequential(try Conv2d(channels, channels, kernel: 1)), Sequential(ReLU())]
        branches = [
            "left": try Conv2d(channels, channels, kernel: 1), "right": try Conv2d(channels, channels, kernel: 1),
        ]
        gain = try .ones([1]).requiresGradient(true)
        shifts = [try .zeros([1]).requiresGradient(true), try .ones([1]).requiresGradient(true)]
        present = try BatchNorm2d(channels)
        _runningOffset = Buffer(wrappedValue: try .full([1], 0.5))
    }

    func callAsFunction(_ input: Tensor) throws(TorchError) -> Tensor {
        var output = input
        for stage in stages { output = try stage(output) }
        guard let left = branches["left"], let right = branches["right"], let present else { return output }
        return try present(left(output) - right(output)) * gain + shifts[0] - shifts[1] + runningOffset
    }
}

private let layerScript = #"""
    class SelfAttention(nn.Module):
        def __init__(self, width, heads):
            super().__init__()
            self.c_attn, self.c_proj, self.heads = nn.Linear(width, 3 * width), nn.Linear(width, width), heads

        def forward(self, x):
            B, T, C = x.shape
            q, k, v = (part.view(B, T, self.heads, C // self.heads).transpose(1, 2)
                       for part in self.c_attn(x).split(C, dim=2))
            y = nn.functional.scaled_dot_product_attention(q, k, v, is_causal=True)
            return self.c_proj(y.transpose(1, 2).reshape(B, T, C))

    class Block(nn.Module):
        def __init__(self, width, heads):
            super().__init__()
            self.ln1, self.attn, self.ln2 = nn.LayerNorm(width), SelfAttention(width, heads), nn.LayerNorm(width)
            self.mlp = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))

        def forward(self, x):
            x = x + self.attn(self.ln1(x))
            return x + self.mlp(self.ln2(x))

    class Residual(nn.Module):
        def __init__(self, channels):
            super().__init__()
            self.stages = nn.ModuleList([nn.Sequential(nn.Conv2d(channels, channels, 1)), nn.Sequential(nn.ReLU())])
            self.branches = nn.ModuleDict({name: nn.Conv2d(channels, channels, 1) for name in ("left", "right")})
            self.gain = nn.Parameter(torch.ones(1))
            self.shifts = nn.ParameterList([nn.Parameter(torch.zeros(1)), nn.Parameter(torch.ones(1))])
            self.present = nn.BatchNorm2d(channels)
            self.register_buffer("running_offset", torch.full((1,), 0.5))

        def forward(self, x):
            for stage in self.stages:
                x = stage(x)
            return self.present(self.branches["left"](x) - self.branches["right"](x)) * self.gain \
                + self.shifts[0] - self.shifts[1] + self.running_offset

    for index, expression in enumerate(EXPRESSIONS):
        torch.manual_seed(5)
        layer = eval(expression)
        for name, value in layer.state_dict().items():
            results[f"{index}.initial.{name}"] = value.float().clone()
        prefix = f"{index}.state."
        # Every name has to be there, and no other.
        layer.load_state_dict({k[len(prefix):]: v for k, v in given.items() if k.startswith(prefix)})
        input = given[f"{index}.input"].requires_grad_()
        output = layer(input)
        results[f"{index}.output"] = output
        (output * given[f"{index}.factors"]).sum().backward()
        results[f"{index}.gradient.input"] = input.grad
        for name, parameter in layer.named_parameters():
            results[f"{index}.gradient.{name}"] = parameter.grad
        for name, value in layer.state_dict().items():
            results[f"{index}.after.{name}"] = value.float().clone()
        layer.eval()
        results[f"{index}.evaluated"] = layer(input)
    """#

extension EngineTests {
    /// State names, initial weights, outputs in training and evaluation mode, gradients, and running statistics.
    @Test(.disabled(if: Needs.isQuick)) func everyLayerIsPyTorchs() async throws {
        var given: [NamedTensor] = []
        var measured: [(name: String, tensor: Tensor)] = []
        for (index, layerCase) in layerCases.enumerated() {
            try Engine.seed(5)
            let layer = try layerCase.make()
            for entry in layer.state {
                measured.append(("\(index).initial.\(entry.name)", try entry.tensor.detach().clone()))
            }
            try Engine.seed(UInt64(100 + index))
            try withoutGradients { () throws(TorchError) in
                for entry in layer.parameters { try entry.tensor.add(.randn(entry.tensor.shape), times: 0.1) }
            }
            for entry in layer.state {
                given.append(NamedTensor("\(index).state.\(entry.name)", try entry.tensor.detach().clone()))
            }
            let input = try Tensor.randn(layerCase.shape).requiresGradient(true)
            let output = try layer(input)
            let factors = try Tensor.randn(output.shape)
            try (output * factors).sum().backward()
            given += [NamedTensor("\(index).input", input), NamedTensor("\(index).factors", factors)]
            measured.append(("\(index).output", output))
            for entry in layer.parameters + [NamedTensor("input", input)] {
                let gradient = try #require(try entry.tensor.gradient, "\(layerCase.python): \(entry.name)")
                measured.append(("\(index).gradient.\(entry.name)", gradient))
            }
            for entry in layer.state {
                measured.append(("\(index).after.\(entry.name)", try entry.tensor.detach().clone()))
            }
            layer.eval()
            measured.append(("\(index).evaluated", try layer(input)))
        }
        let expressions = layerCases.map { "\"\($0.python)\"" }.joined(separator: ", ")
        let expected = try await PyTorchReference.run("EXPRESSIONS = [\(expressions)]\n\(layerScript)", given)
        #expect(Set(expected.keys) == Set(measured.map(\.name)))
        for (name, tensor) in measured {
            let python = layerCases[Int(name.prefix { $0 != "." }) ?? 0].python
            try expectAlike(tensor, expected[name], "\(python): \(name)", within: 2e-5)
        }
    }
}
