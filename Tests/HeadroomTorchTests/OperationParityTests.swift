import HeadroomTorch
import TestSupport
import Testing

/// Operands of an operation that is compared with PyTorch's.
///
/// `x` and `y` are `[3, 4]` from 0.1 to 1.1, `image` is `[2, 2, 3, 4]`, `grid` is `[2, 2, 3, 2]`, `rows` and `columns`
/// are indices, `mask` is `[3, 4]`, `whole` are integers.
private struct Operands {
    let x, y, image, grid, rows, columns, whole: Tensor
    var mask: Tensor { get throws(TorchError) { try x > y } }

    init() throws {
        x = try (Tensor.rand([3, 4]) + 0.1).requiresGradient(true)
        y = try (Tensor.rand([3, 4]) + 0.1).requiresGradient(true)
        image = try Tensor.randn([2, 2, 3, 4]).requiresGradient(true)
        grid = try (Tensor.rand([2, 2, 3, 2]) * 2.4 - 1.2).requiresGradient(true)
        rows = try Tensor([2, 0, 2] as [Int64], shape: [3])
        columns = try Tensor([1, 3, 0] as [Int64], shape: [3])
        whole = try Tensor([5, -2, 0, 7] as [Int64], shape: [4])
    }

    var named: [NamedTensor] {
        [
            NamedTensor("x", x), NamedTensor("y", y), NamedTensor("image", image), NamedTensor("grid", grid),
            NamedTensor("rows", rows), NamedTensor("columns", columns), NamedTensor("whole", whole),
        ]
    }
}

private let operations: [(python: String, ours: @Sendable (Operands) throws(TorchError) -> Tensor)] = [
    ("1 - x", { o throws(TorchError) in try 1 - o.x }),
    ("2.5 / x", { o throws(TorchError) in try 2.5 / o.x }),
    ("x + 2", { o throws(TorchError) in try o.x + 2 }),
    ("whole * 3 + 1", { o throws(TorchError) in try o.whole * 3 + 1 }),
    ("4 - whole", { o throws(TorchError) in try 4 - o.whole }),
    ("whole / 2", { o throws(TorchError) in try o.whole / 2 }),
    ("whole * 0.5", { o throws(TorchError) in try o.whole * 0.5 }),
    ("x.pow(1.7)", { o throws(TorchError) in try o.x.pow(1.7) }),
    ("x.pow(y)", { o throws(TorchError) in try o.x.pow(o.y) }),
    ("x.log1p()", { o throws(TorchError) in try o.x.log1p() }),
    ("x.sin() * x.cos()", { o throws(TorchError) in try o.x.sin() * o.x.cos() }),
    ("x.rsqrt()", { o throws(TorchError) in try o.x.reciprocalSquareRoot() }),
    ("(x * 3).floor()", { o throws(TorchError) in try (o.x * 3).floor() }),
    ("(x - y).sign()", { o throws(TorchError) in try (o.x - o.y).sign() }),
    ("x.clamp(0.3, 0.7)", { o throws(TorchError) in try o.x.clamp(0.3, 0.7) }),
    ("x.clamp(min=0.5)", { o throws(TorchError) in try o.x.clamp(0.5, nil) }),
    ("torch.minimum(x, y)", { o throws(TorchError) in try o.x.minimum(o.y) }),
    ("torch.maximum(x, y)", { o throws(TorchError) in try o.x.maximum(o.y) }),
    ("torch.einsum('ij,kj->ik', x, y)", { o throws(TorchError) in try .einsum("ij,kj->ik", o.x, o.y) }),
    ("x > y", { o throws(TorchError) in try o.x > o.y }),
    ("x <= 0.5", { o throws(TorchError) in try o.x <= 0.5 }),
    ("whole >= 0", { o throws(TorchError) in try o.whole >= 0 }),
    ("x.ne(y)", { o throws(TorchError) in try o.x.notEqual(o.y) }),
    ("(x < y).logical_not()", { o throws(TorchError) in try !(o.x < o.y) }),
    ("(x > 0.05).all()", { o throws(TorchError) in try (o.x > 0.05).all() }),
    ("(x > 1).any()", { o throws(TorchError) in try (o.x > 1).any() }),
    ("torch.where(x > y, x, -y)", { o throws(TorchError) in try .where(o.mask, o.x, -o.y) }),
    ("x.masked_fill(x > y, 7)", { o throws(TorchError) in try o.x.filled(where: o.mask, with: 7) }),
    ("image.sum((0, 2))", { o throws(TorchError) in try o.image.sum(dimensions: [0, 2]) }),
    (
        "image.mean((2, 3), keepdim=True)",
        { o throws(TorchError) in try o.image.mean(dimensions: [2, 3], keepDimension: true) }
    ),
    (
        "image.var((0, 2), correction=0)",
        { o throws(TorchError) in try o.image.variance(dimensions: [0, 2], correction: 0) }
    ),
    ("torch.linalg.vector_norm(image, dim=(2, 3))", { o throws(TorchError) in try o.image.norm(dimensions: [2, 3]) }),
    ("x.amin(1, keepdim=True)", { o throws(TorchError) in try o.x.minimum(dimension: 1, keepDimension: true) }),
    ("x.min()", { o throws(TorchError) in try o.x.minimum() }),
    ("x.argmin(1)", { o throws(TorchError) in try o.x.argmin(dimension: 1) }),
    ("x.logsumexp(1)", { o throws(TorchError) in try o.x.logSumExp(dimension: 1) }),
    ("x.cumsum(1)", { o throws(TorchError) in try o.x.cumsum(dimension: 1) }),
    ("x.cumprod(0)", { o throws(TorchError) in try o.x.cumprod(dimension: 0) }),
    ("x.topk(2)[0]", { o throws(TorchError) in try o.x.topK(2).values }),
    ("x.topk(2)[1]", { o throws(TorchError) in try o.x.topK(2).indices }),
    (
        "x.sort(0, descending=True)[0]",
        { o throws(TorchError) in try o.x.sorted(dimension: 0, descending: true).values }
    ),
    (
        "torch.searchsorted(x.sort(1)[0], y)",
        { o throws(TorchError) in try o.x.sorted(dimension: 1).values.searchSorted(o.y) }
    ),
    ("(x > y).nonzero()", { o throws(TorchError) in try o.mask.nonzero() }),
    ("x.select(1, 2)", { o throws(TorchError) in try o.x.select(dimension: 1, 2) }),
    ("x[rows, columns]", { o throws(TorchError) in try o.x.index([o.rows, o.columns]) }),
    ("image[:, :, rows]", { o throws(TorchError) in try o.image.index([nil, nil, o.rows]) }),
    ("image[:, :, x > y]", { o throws(TorchError) in try o.image.index([nil, nil, o.mask]) }),
    (
        "x.index_put((rows, columns), torch.ones(3), accumulate=True)",
        { o throws(TorchError) in
            let changed = try o.x.clone()
            try changed.setIndex([o.rows, o.columns], to: .ones([3]), accumulating: true)
            return changed
        }
    ),
    (
        "x.scatter_add(1, rows[:, None].expand(3, 4), y)",
        { o throws(TorchError) in try o.x.scatterAdd(dimension: 1, indices: o.rows.unsqueeze(1).expand([3, 4]), o.y) }
    ),
    ("torch.stack([x, y], 1)", { o throws(TorchError) in try .stack([o.x, o.y], dimension: 1) }),
    ("x.split(3, 1)[1]", { o throws(TorchError) in try o.x.split(3, dimension: 1)[1] }),
    ("image.unbind(2)[2]", { o throws(TorchError) in try o.image.unbind(dimension: 2)[2] }),
    ("x.repeat(20, 1).unbind(0)[40]", { o throws(TorchError) in try o.x.repeated([20, 1]).unbind(dimension: 0)[40] }),
    ("x[:, None].expand(-1, 2, -1)", { o throws(TorchError) in try o.x.unsqueeze(1).expand([-1, 2, -1]) }),
    ("x.flip(0)", { o throws(TorchError) in try o.x.flip([0]) }),
    ("x.roll((1, -1), (0, 1))", { o throws(TorchError) in try o.x.roll([1, -1], dimensions: [0, 1]) }),
    ("F.pad(x, (1, 2, 0, 1), value=3)", { o throws(TorchError) in try o.x.pad([1, 2, 0, 1], value: 3) }),
    ("x.tril(-1)", { o throws(TorchError) in try o.x.lowerTriangle(diagonal: -1) }),
    ("F.grid_sample(image, grid, align_corners=False)", { o throws(TorchError) in try o.image.gridSample(o.grid) }),
    (
        "F.grid_sample(image, grid, padding_mode='border', align_corners=True)",
        { o throws(TorchError) in try o.image.gridSample(o.grid, padding: .border, alignCorners: true) }
    ),
    (
        "F.interpolate(image, (5, 7), mode='bilinear')",
        { o throws(TorchError) in try o.image.resized(to: [5, 7], .linear) }
    ),
    (
        "F.scaled_dot_product_attention(image, image * 2, -image, attn_mask=x @ y.T)",
        { o throws(TorchError) in
            let mask = try o.x.matmul(o.y.transpose(0, 1))
            return try o.image.scaledDotProductAttention(key: o.image * 2, value: -o.image, mask: mask)
        }
    ),
    ("F.softplus(x, beta=2)", { o throws(TorchError) in try o.x.softplus(beta: 2) }),
    ("F.leaky_relu(x - y, 0.1)", { o throws(TorchError) in try (o.x - o.y).leakyReLU(slope: 0.1) }),
    ("F.l1_loss(x, y)", { o throws(TorchError) in try absoluteError(o.x, o.y) }),
    ("torch.linspace(-1, 2, 7)", { o throws(TorchError) in try .linspace(-1, 2, count: 7) }),
]

private let operationScript = #"""
    F = nn.functional
    TYPE_CODES = {torch.int64: 4, torch.float32: 6, torch.bool: 11}
    for index, expression in enumerate(EXPRESSIONS):
        operands = {name: value.clone().requires_grad_(value.is_floating_point()) for name, value in given.items()}
        output = eval(expression, globals(), operands)
        results[f"{index}.output"] = output.float().contiguous()
        results[f"{index}.type"] = torch.tensor(float(TYPE_CODES[output.dtype]))
        if output.requires_grad:
            (output * torch.arange(output.numel()).reshape(output.shape).sin()).sum().backward()
            for name, value in operands.items():
                if value.grad is not None:
                    results[f"{index}.gradient.{name}"] = value.grad
    """#

extension EngineTests {
    /// Values, element types, and gradients with respect to every operand.
    @Test(.disabled(if: Needs.isQuick)) func everyOperationIsPyTorchs() async throws {
        let operands = try Operands()
        var measured: [(name: String, tensor: Tensor)] = []
        for (index, operation) in operations.enumerated() {
            for entry in operands.named { try entry.tensor.setGradient(nil) }
            let output = try operation.ours(operands)
            measured.append(("\(index).output", try output.to(.float32).detach()))
            measured.append(("\(index).type", try .full([], Double(output.scalarType.rawValue))))
            guard output.requiresGradient else { continue }
            let factors = try Tensor.range(output.elementCount).to(.float32).reshape(output.shape).sin()
            try (output * factors).sum().backward()
            for entry in operands.named {
                if let gradient = try entry.tensor.gradient {
                    measured.append(("\(index).gradient.\(entry.name)", gradient))
                }
            }
        }
        let expressions = operations.map { "\"\($0.python)\"" }.joined(separator: ", ")
        let expected = try await PyTorchReference.run(
            "EXPRESSIONS = [\(expressions)]\n\(operationScript)",
            operands.named
        )
        #expect(Set(expected.keys) == Set(measured.map(\.name)))
        for (name, tensor) in measured {
            let python = operations[Int(name.prefix { $0 != "." }) ?? 0].python
            try expectAlike(tensor, expected[name], "\(python): \(name)", within: 2e-5)
        }
    }
}
