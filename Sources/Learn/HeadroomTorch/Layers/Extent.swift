/// A size, stride or distance along each spatial dimension: one number for all of them, or one for each.
///
///     try Conv2d(3, 8, kernel: 3, padding: [0, 1])
public struct Extent: Hashable, Sendable, ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral {
    private let numbers: [Int]

    /// The same number for all dimensions.
    public init(_ all: Int) { numbers = [all] }

    /// One number for each dimension, outermost first: height and width, or depth, height and width.
    public init(_ each: [Int]) { numbers = each }

    /// The same number for all dimensions.
    public init(integerLiteral all: Int) { self.init(all) }

    /// One number for each dimension, outermost first.
    public init(arrayLiteral each: Int...) { self.init(each) }

    /// Returns one number for each dimension, and throws where one is below `least`.
    func along(_ dimensions: Int, least: Int, _ layer: String, _ name: String) throws(TorchError) -> [Int] {
        guard (1...3).contains(dimensions) else {
            throw invalidArgument(layer, "\(dimensions) dimensions; there are layers of 1 to 3")
        }
        guard numbers.count == 1 || numbers.count == dimensions else {
            throw invalidArgument(layer, "\(numbers.count) numbers for the \(name); give one, or \(dimensions)")
        }
        guard numbers.allSatisfy({ $0 >= least }) else {
            throw invalidArgument(layer, "the \(name) is \(self); at least \(least) is needed")
        }
        return numbers.count == 1 ? Array(repeating: numbers[0], count: dimensions) : numbers
    }
}

extension Extent: CustomStringConvertible {
    /// The numbers: `3`, `3 x 5`.
    public var description: String { numbers.map(String.init).joined(separator: " x ") }
}
