@preconcurrency import Dispatch
import Glibc
import Synchronization

/// Turns SIGINT, SIGTERM and SIGHUP into a request to stop, so that finished trials are reported and no process is left
/// running.
package final class Interrupts: Sendable {
    private let signals = Mutex<(first: Int32?, count: Int)>((nil, 0))
    private let sources: [any DispatchSourceSignal]

    /// The first signal received; nil if none was.
    package var received: Int32? { signals.withLock(\.first) }

    /// - Parameters:
    ///   - last: the count of signals at which the program exits at once; nil to never do so.
    ///   - handler: called at each earlier signal with the count of signals so far, from 1.
    package init(last: Int? = nil, _ handler: @escaping @Sendable (Int) -> Void) {
        let queue = DispatchQueue(label: "headroom.interrupts")
        // Under 'nohup', SIGHUP is ignored: the measurement continues after its terminal closes.
        let numbers = [SIGINT, SIGTERM] + (Self.isIgnored(SIGHUP) ? [] : [SIGHUP])
        sources = numbers.map { number in
            signal(number, SIG_IGN)
            return DispatchSource.makeSignalSource(signal: number, queue: queue)
        }
        for (source, number) in zip(sources, numbers) {
            source.setEventHandler { [weak self] in
                guard let self else { return }
                let count = signals.withLock { signals in
                    signals = (signals.first ?? number, signals.count + 1)
                    return signals.count
                }
                // The processes of a trial end too: their supervisor sees the pipe close.
                if let last, count >= last { _exit(128 + number) }
                handler(count)
            }
            source.resume()
        }
    }

    private static func isIgnored(_ number: Int32) -> Bool {
        var action = sigaction()
        guard sigaction(number, nil, &action) == 0 else { return false }
        return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
            == unsafeBitCast(SIG_IGN as __sighandler_t?, to: Int.self)
    }
}
