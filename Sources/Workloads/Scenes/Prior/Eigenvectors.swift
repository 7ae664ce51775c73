import HeadroomTorch

extension Tensor {
    /// Eigenvalues of a symmetric matrix in ascending order, `[width]`, and its eigenvectors as columns, `[width, width]`.
    func eigenvectors() throws(TorchError) -> (values: Tensor, vectors: Tensor) {
        let results = try eigh.call([.tensor(self)])
        return (results[0], results[1])
    }
}

private let eigh = Operator("aten::linalg_eigh")
