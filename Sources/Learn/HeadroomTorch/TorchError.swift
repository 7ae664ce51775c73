internal import CHeadroomTorch

/// What went wrong in the engine, and in which operation.
public struct TorchError: Error, CustomStringConvertible {
    /// The kinds of failure that a program may want to tell apart.
    public enum Code: Sendable {
        /// No engine library is loaded, or the one at hand cannot be.
        case notLoaded
        /// libtorch refused the operation: shapes, types or devices that do not go together.
        case torch
        /// The memory of the device, or of the host, did not suffice.
        case outOfMemory
        /// The arguments were refused before libtorch was asked.
        case invalidArgument
        /// A file could not be read or written, or does not hold what it should.
        case file
    }

    /// The kind of failure.
    public let code: Code
    /// The operation that failed, as it is called in Swift, `linear`, or in libtorch, `aten::sum`.
    public let operation: String
    /// What went wrong, in one line.
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

/// Throws what the engine has to say about a status that is not `HT_OK`; on the thread of the call, right after it.
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
