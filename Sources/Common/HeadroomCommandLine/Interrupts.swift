@preconcurrency import Dispatch
import Glibc
import Synchronization

/// Turns Ctrl-C and the like into a wish to stop, so that finished trials are reported and no process stays behind.
package final class Interrupts: Sendable {
    private let signals = Mutex<(first: Int32?, count: Int)>((nil, 0))
    private let sources: [any DispatchSourceSignal]

    /// The first signal that came; nil while none has.
    package var received: Int32? { signals.withLock(\.first) }

    /// - Parameters:
    ///   - last: with this signal the program ends at once, whatever it does; nil where none ends it so.
    ///   - handler: called with the number of each earlier signal: 1 for the first.
    package init(last: Int? = nil, _ handler: @escaping @Sendable (Int) -> Void) {
        let queue = DispatchQueue(label: "headroom.interrupts")
        // A measurement that 'nohup' started outlives its terminal.
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
                // Processes of a trial end as well: their supervisor sees the end of its pipe.
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
