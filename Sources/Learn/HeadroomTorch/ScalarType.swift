internal import CHeadroomTorch

/// The type of a tensor's elements.
public enum ScalarType: Int32, Hashable, Sendable {
    /// Unsigned integers of 8 bits.
    case uint8 = 0
    /// Signed integers of 8 bits.
    case int8 = 1
    /// Signed integers of 16 bits.
    case int16 = 2
    /// Signed integers of 32 bits.
    case int32 = 3
    /// Signed integers of 64 bits: indices and labels.
    case int64 = 4
    /// IEEE half precision.
    case float16 = 5
    /// IEEE single precision: the default for training.
    case float32 = 6
    /// IEEE double precision.
    case float64 = 7
    /// Booleans of one byte: the results of comparisons.
    case bool = 11
    /// The upper half of a single-precision number: its range with 8 bits of precision.
    case bfloat16 = 15
    /// Any other libtorch type, such as complex and quantized numbers.
    case other = -1

    /// Size of one element, in bytes; 0 where it is not known.
    public var byteCount: Int {
        switch self {
        case .other: 0
        case .uint8, .int8, .bool: 1
        case .int16, .float16, .bfloat16: 2
        case .int32, .float32: 4
        case .int64, .float64: 8
        }
    }

    /// Whether the elements are real numbers, which can have gradients.
    public var isReal: Bool {
        switch self {
        case .float16, .float32, .float64, .bfloat16: true
        default: false
        }
    }
}

/// A Swift type whose values can be written to and read from a tensor.
public protocol TensorScalar: BitwiseCopyable, Sendable {
    /// The corresponding element type of a tensor.
    static var scalarType: ScalarType { get }
}

extension Float: TensorScalar {
    /// Single precision.
    public static var scalarType: ScalarType { .float32 }
}

extension Double: TensorScalar {
    /// Double precision.
    public static var scalarType: ScalarType { .float64 }
}

extension Int64: TensorScalar {
    /// Integers of 64 bits.
    public static var scalarType: ScalarType { .int64 }
}

extension Int: TensorScalar {
    /// Integers of 64 bits.
    public static var scalarType: ScalarType { .int64 }
}

extension Int32: TensorScalar {
    /// Integers of 32 bits.
    public static var scalarType: ScalarType { .int32 }
}

extension UInt8: TensorScalar {
    /// Unsigned integers of 8 bits.
    public static var scalarType: ScalarType { .uint8 }
}
