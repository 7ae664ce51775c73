import FoundationEssentials
import Glibc
import Synchronization

/// Recording in progress: one JSON object per line, in chronological order.
///
/// Every line is written to the kernel at once, so that a crash loses no earlier line. A full disk ends only the
/// recording.
package final class RecordingFile: Sendable {
    private struct State {
        var descriptor: Int32
        var problem: String?
    }

    private let state: Mutex<State>
    private let path: String

    /// Starts a recording, replacing an existing file.
    package init(path: String) throws(RecordingError) {
        let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw RecordingError("cannot write the recording \(path): \(String(cString: strerror(errno)))")
        }
        self.path = path
        state = Mutex(State(descriptor: descriptor))
    }

    deinit { close() }

    /// Reason why the recording ended early; nil if it did not.
    package var problem: String? { state.withLock { $0.problem } }

    package func append(_ line: some Encodable) {
        // A line that cannot be encoded contains NaN or infinity, and is dropped.
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(line) else { return }
        append(text: String(decoding: data, as: UTF8.self))
    }

    /// - Parameter text: a JSON object, without its line feed.
    package func append(text: String) {
        state.withLock { state in
            guard state.descriptor >= 0 else { return }
            var bytes = Array((text + "\n").utf8)[...]
            while !bytes.isEmpty {
                let count = bytes.withUnsafeBytes { Glibc.write(state.descriptor, $0.baseAddress, $0.count) }
                if count < 0, errno == EINTR { continue }
                guard count > 0 else {
                    state.problem = "the recording \(path) ended early: \(String(cString: strerror(errno)))"
                    Glibc.close(state.descriptor)
                    state.descriptor = -1
                    return
                }
                bytes = bytes.dropFirst(count)
            }
        }
    }

    package func close() {
        state.withLock { state in
            if state.descriptor >= 0 { Glibc.close(state.descriptor) }
            state.descriptor = -1
        }
    }
}
