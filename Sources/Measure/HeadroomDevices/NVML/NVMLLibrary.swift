import CNVML
import Glibc

/// NVIDIA management library, loaded at run time.
struct NVMLLibrary {
    let functions: nvml_library

    /// Opens the library and connects to the driver, which may take a second if the GPU is idle.
    ///
    /// - Throws: ``DeviceProblem`` if there is no library, or no compatible driver.
    init(paths: [String]) throws(DeviceProblem) {
        var reasons: [String] = []
        for path in paths {
            var message = [CChar](repeating: 0, count: 1024)
            guard let found = nvml_open(path, &message, message.count) else {
                reasons.append(Self.text(message))
                continue
            }
            let status = found.pointee.`init`?() ?? NVML_FUNCTION_NOT_FOUND.status
            guard status == NVML_OK.status else { throw Self.problem(status) }
            functions = found.pointee
            return
        }
        throw DeviceProblem(
            description: "NVIDIA's management library was not found",
            remedy: "install NVIDIA's driver; in a container, start it with --gpus all (\(reasons.first ?? ""))",
            isAbsence: true
        )
    }

    /// Describes a return code of the initialization for the user.
    private static func problem(_ status: nvml_status) -> DeviceProblem {
        switch status {
        case NVML_DRIVER_NOT_LOADED.status:
            DeviceProblem(
                description: "NVIDIA's driver is not loaded",
                remedy: "load it with 'modprobe nvidia', or see 'dmesg' for why it does not start"
            )
        case NVML_NO_PERMISSION.status:
            DeviceProblem(
                description: "NVIDIA's driver may not be used by this user",
                remedy: "see who may read and write /dev/nvidiactl"
            )
        case NVML_VERSION_MISMATCH.status:
            DeviceProblem(
                description: "NVIDIA's library and its driver have different versions",
                remedy: "the driver was updated while it was loaded: restart the machine, or reload the driver"
            )
        default:
            DeviceProblem(
                description: "NVIDIA's management library does not start: \(reason(status))",
                remedy: "see what 'nvidia-smi' says"
            )
        }
    }

    /// Description of a return code.
    static func reason(_ status: nvml_status) -> String {
        switch status {
        case NVML_UNINITIALIZED.status: "the library is not initialized"
        case NVML_BAD_ARGUMENT.status: "the library refused an argument"
        case NVML_NOT_SUPPORTED.status: "not supported by this device"
        case NVML_NO_PERMISSION.status: "not permitted to this user"
        case NVML_NOT_FOUND.status: "there is none"
        case NVML_FUNCTION_NOT_FOUND.status: "this version of the library has no such function"
        case NVML_GPU_IS_LOST.status: "the device was lost: it fell off the bus or is being reset"
        case NVML_ARGUMENT_VERSION_MISMATCH.status: "this version of the library expects other arguments"
        default: "error \(status) of the library"
        }
    }

    var driverVersion: String? { text { functions.driver_version?($0, $1) } }

    /// Text that a function writes into a buffer.
    func text(_ call: (UnsafeMutablePointer<CChar>, UInt32) -> nvml_status?) -> String? {
        var buffer = [CChar](repeating: 0, count: 256)
        guard call(&buffer, UInt32(buffer.count)) == NVML_OK.status else { return nil }
        return Self.text(buffer)
    }

    private static func text(_ buffer: [CChar]) -> String {
        String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Number that a function returns; all ones, which WSL writes for unknown values, count as not supported.
    func number<Value: FixedWidthInteger>(
        _ call: (UnsafeMutablePointer<Value>) -> nvml_status?
    ) -> Result<Value, NVMLRefusal> {
        var value: Value = 0
        let status = call(&value) ?? NVML_FUNCTION_NOT_FOUND.status
        guard status == NVML_OK.status else { return .failure(NVMLRefusal(status: status)) }
        return value == .max ? .failure(NVMLRefusal(status: NVML_NOT_SUPPORTED.status)) : .success(value)
    }
}

/// Failure of a library call, by its return code.
struct NVMLRefusal: Error {
    let status: nvml_status

    /// Whether the refusal is permanent, so that the call is not repeated.
    var isForGood: Bool {
        [
            NVML_NOT_SUPPORTED, NVML_NO_PERMISSION, NVML_FUNCTION_NOT_FOUND, NVML_ARGUMENT_VERSION_MISMATCH,
            NVML_BAD_ARGUMENT,
        ]
        .contains { $0.status == status }
    }

    var isLost: Bool { status == NVML_GPU_IS_LOST.status }
}

extension Result where Failure == NVMLRefusal {
    var value: Success? { try? get() }
}

extension Int {
    /// Return code, since C's constants are imported as Int.
    var status: nvml_status { nvml_status(self) }
}
