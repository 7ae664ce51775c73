import ArgumentParser
import FoundationEssentials
import HeadroomCommandLine
import HeadroomCore
import HeadroomDevices
import HeadroomDisplay
import HeadroomReport
import HeadroomSystem

/// Shows live readings of the devices and their processes.
struct Watch: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show what the devices are doing, live.",
        discussion: "Press q to quit and h for help. Without a terminal, a view is printed at intervals."
    )

    @Flag(help: "Print one view and exit.")
    var once = false

    @Flag(help: "Print one view as JSON and exit.")
    var json = false

    @Option(help: "Time between two views.")
    var interval = TimeSpan(seconds: 1)

    @Option(help: "Use colour: auto, always or never.")
    var color = ColorChoice.auto

    @OptionGroup var devices: ReplayOptions

    private static let mostProcesses = 30
    /// Rates need two readings, and the driver updates its own at most once a second.
    private static let firstSeconds = 1.2

    func run() throws {
        var watched = try devices.devices()
        defer { watched.sampler.stop() }
        watched.sampler.waitUntilOpen()
        ThisProgram.releaseStartupPages()
        if once || json {
            Thread.sleep(seconds: Self.firstSeconds)
            let document = watched.document(most: Self.mostProcesses)
            return try StandardStream.output(
                json
                    ? JSONReport.render(document)
                    : text(frame(document, watched.sampler, columns: width, rows: 60, style: style))
            )
        }
        if let terminal = LiveTerminal() {
            live(terminal, &watched)
        } else {
            try plain(&watched)
        }
    }

    private func live(_ terminal: LiveTerminal, _ watched: inout WatchedDevices) {
        let interrupts = Interrupts { _ in }
        defer { terminal.close() }
        var showsHelp = false
        while interrupts.received == nil {
            let size = terminal.size
            let lines = frame(
                watched.document(most: Self.mostProcesses),
                watched.sampler,
                columns: size.columns,
                rows: size.rows,
                style: style
            )
            terminal.draw(showsHelp ? [lines[0], ""] + WatchFrame.help.map { String($0.prefix(size.columns)) } : lines)
            switch terminal.key(within: Int32(min(60, interval.seconds) * 1000)) {
            case UInt8(ascii: "q"): return
            case UInt8(ascii: "h"): showsHelp.toggle()
            default: break
            }
        }
    }

    private func plain(_ watched: inout WatchedDevices) throws {
        let interrupts = Interrupts { _ in }
        Thread.sleep(seconds: Self.firstSeconds)
        while interrupts.received == nil {
            let document = watched.document(most: Self.mostProcesses)
            let lines = frame(document, watched.sampler, columns: width, rows: 60, style: style)
            try StandardStream.output(text(lines) + "\n")
            var waited = 0.0
            while waited < max(5, interval.seconds), interrupts.received == nil {
                Thread.sleep(seconds: 0.1)
                waited += 0.1
            }
        }
    }

    private var width: Int { StandardStream.columns(1) ?? 100 }

    private var style: TerminalStyle {
        TerminalStyle(
            choice: color,
            isTerminal: StandardStream.isTerminal(1),
            environment: ProcessInfo.processInfo.environment
        )
    }

    private func text(_ lines: [String]) -> String { lines.map { $0 + "\n" }.joined() }

    private func frame(_ document: WatchDocument, _ sampler: Sampler, columns: Int, rows: Int, style: TerminalStyle)
        -> [String]
    {
        WatchFrame.render(
            document,
            histories: sampler.histories(),
            now: MonotonicClock.seconds(),
            width: columns,
            height: rows,
            style: style
        )
    }
}
