extension Mesh {
    /// The mesh turned about the vertical axis, counter-clockwise seen from above.
    package func turned(by angle: Angle) -> Mesh {
        let (cosine, sine) = (Float(angle.cosine), Float(angle.sine))
        var result = self
        for index in result.vertices.indices {
            let vertex = vertices[index]
            result.vertices[index].x = cosine * vertex.x + sine * vertex.z
            result.vertices[index].z = cosine * vertex.z - sine * vertex.x
        }
        return result
    }
}
