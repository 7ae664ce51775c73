extension Mesh {
    /// The mesh moved and scaled so that its box has its center at the origin and a given longest side.
    ///
    /// The default leaves a margin of one cell of 32 around an object. A mesh without extent is only moved.
    package func normalized(longestSide: Float = 30.0 / 32) -> Mesh {
        guard let (low, high) = bounds else { return self }
        let center = low / 2 + high / 2
        let longest = (high - low).max()
        let scale = longest > 0 && longest.isFinite ? longestSide / longest : 1
        var result = self
        for index in result.vertices.indices { result.vertices[index] = (vertices[index] - center) * scale }
        return result
    }
}
