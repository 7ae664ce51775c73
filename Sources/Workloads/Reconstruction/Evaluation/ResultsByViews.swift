/// Results with one picture and with three.
package struct ResultsByViews<Result: Codable & Equatable & Sendable>: Codable, Equatable, Sendable {
    package var one, three: Result

    enum CodingKeys: String, CodingKey {
        case one = "1"
        case three = "3"
    }
}
