internal import CHeadroomTorch

/// A failure in the engine and the operation it occurred in.
public struct TorchError: Error, CustomStringConvertible {
    /// The kinds of failure.
    public enum Code: Sendable {
        /// No engine library is loaded, or it cannot be loaded.
        case notLoaded
        /// libtorch rejected the operation: incompatible shapes, types or devices.
        case torch
        /// The device or the host is out of memory.
        case outOfMemory
        /// The arguments were rejected before libtorch was called.
        case invalidArgument
        /// A file could not be read or written, or is invalid.
        case file
    }

    /// The kind of failure.
    public let code: Code
    /// The operation that failed, by its name in Swift, `linear`, or in libtorch, `aten::sum`.
    public let operation: String
    /// The error message, in one line.
    public let message: String

    /// Makes an error.
    public init(code: Code, operation: String, message: String) {
        self.code = code
        self.operation = operation
        self.message = message
    }

    /// The operation and the message in one line.
    public var description: String { "\(operation): \(message)" }
}

/// Throws the engine's error for a status that is not `HT_OK`; called on the thread of the call, directly after it.
@inline(__always)
func check(_ status: ht_status, _ operation: StaticString) throws(TorchError) {
    if status != HT_OK {
        throw failure(status, "\(operation)")
    }
}

@inline(never)
func failure(_ status: ht_status, _ operation: String) -> TorchError {
    switch Int(status) {
    case HT_NOT_LOADED:
        TorchError(code: .notLoaded, operation: operation, message: "no engine library is loaded (Engine.load)")
    case HT_OUT_OF_MEMORY:
        TorchError(code: .outOfMemory, operation: operation, message: String(cString: ht_last_error()))
    default:
        TorchError(code: .torch, operation: operation, message: String(cString: ht_last_error()))
    }
}

func invalidArgument(_ operation: String, _ message: String) -> TorchError {
    TorchError(code: .invalidArgument, operation: operation, message: message)
}
