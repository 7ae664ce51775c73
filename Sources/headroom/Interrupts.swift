@preconcurrency import Dispatch
import Glibc
import Synchronization

/// Turns Ctrl-C and the like into a wish to stop, so that finished trials are reported and no process stays behind.
final class Interrupts: Sendable {
    private let first = Mutex<Int32?>(nil)
    private let sources: [any DispatchSourceSignal]

    /// The first signal that came; nil while none has.
    var received: Int32? { first.withLock(\.self) }

    init(_ handler: @escaping @Sendable (Int32) -> Void) {
        let queue = DispatchQueue(label: "headroom.interrupts")
        sources = [SIGINT, SIGTERM, SIGHUP].map { number in
            signal(number, SIG_IGN)
            return DispatchSource.makeSignalSource(signal: number, queue: queue)
        }
        for (source, number) in zip(sources, [SIGINT, SIGTERM, SIGHUP]) {
            source.setEventHandler { [weak self] in
                self?.first.withLock { $0 = $0 ?? number }
                handler(number)
            }
            source.resume()
        }
    }
}
