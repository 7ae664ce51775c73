package import HeadroomCore
package import HeadroomDisplay
import HeadroomFormat

/// Live view as lines: a block for each device with its last minute, the machine, and the processes.
package enum WatchFrame {
    private static let secondsShown = 60.0

    /// - Parameters:
    ///   - histories: recent readings of the devices, for the curves.
    ///   - now: end of the curves, in monotonic seconds.
    package static func render(
        _ document: WatchDocument,
        histories: [DeviceHistory],
        now: Double,
        width: Int,
        height: Int,
        style: TerminalStyle
    ) -> [String] {
        var lines = [style.apply(.bold, "headroom watch") + style.apply(.dim, "  \(document.host)")]
        for (device, history) in zip(document.devices, histories) {
            // Beside GPUs, the CPU is shown in the lines of the machine.
            if device.kind == .cpu, document.devices.count > 1 { continue }
            lines += [""] + block(device, history, now: now, width: width, style: style)
        }
        lines += [""] + machine(document, width: width, style: style)
        for problem in document.problems {
            lines += TerminalText.wrap("! \(problem)", width: width).map { style.apply(.yellow, $0) }
        }
        let room = height - lines.count - 3
        if room > 0, !document.processes.isEmpty {
            lines += [""] + processes(document.processes.prefix(room), width: width, style: style)
        }
        return lines.prefix(max(1, height - 1)).map { style.plain($0) }
    }

    package static let help = [
        "q       leave", "h       this help", "",
        "used    the share of time during which anything ran on the device: one small kernel makes it 100 %",
        "SMs     the share of the multiprocessors that had work, on average; what use there really is",
        "waits   the share of time during which some thread was ready and had no CPU", "",
        "A training that headroom started is marked with *. Curves show the last minute.",
    ]

    // MARK: Parts

    private static func block(
        _ device: WatchDocument.Device,
        _ history: DeviceHistory,
        now: Double,
        width: Int,
        style: TerminalStyle
    ) -> [String] {
        let room = max(10, min(60, width - 30))
        let index = device.kind == .cpu ? "" : device.index.map { "\($0)  " } ?? ""
        var facts: [String] = []
        if let used = device.memoryUsedBytes, let all = device.memoryBytes {
            facts.append("\(Format.bytes(used)) of \(Format.bytes(all))")
        }
        if let watts = device.powerWatts {
            facts.append(
                "\(Format.count(watts)) W" + (device.powerLimitWatts.map { " of \(Format.count($0)) W" } ?? "")
            )
        }
        if let clock = device.clockHertz { facts.append("\(Format.count(clock / 1e6)) MHz") }
        if let heat = device.temperatureCelsius { facts.append("\(Format.count(heat)) °C") }
        var lines = [style.apply(.bold, index + device.name)]
        if !facts.isEmpty { lines[0] += style.apply(.dim, "  " + facts.joined(separator: " · ")) }
        let signals: [(String, Signal, Double?)] = [
            ("used", .utilization, device.utilization), ("SMs", .smActivity, device.smActivity),
            ("tensor", .tensorActivity, device.tensorActivity),
            ("bandwidth", .memoryBandwidthUtilization, device.memoryBandwidthUtilization),
        ]
        for (name, signal, latest) in signals {
            guard let latest else { continue }
            let curve = Sparkline.render(
                recent(history, signal, now: now, count: room),
                width: room,
                end: 1,
                usesUnicode: style.usesUnicode
            )
            lines.append(
                style.apply(.dim, TerminalText.padded(name, to: 11, .left))
                    + TerminalText.padded(Format.percent(latest), to: 6, .right) + "  " + style.apply(.cyan, curve)
            )
        }
        if lines.count == 1 { lines.append(style.apply(.dim, device.absent.first?.value ?? "no figures yet")) }
        return lines
    }

    /// Means over equal intervals of the last minute, in chronological order.
    private static func recent(_ history: DeviceHistory, _ signal: Signal, now: Double, count: Int) -> [Double?] {
        let points = history.traces[signal]?.points ?? []
        let length = secondsShown / Double(count)
        var values = [Double?](repeating: nil, count: count)
        var numbers = [Double](repeating: 0, count: count)
        for point in points {
            let index = count - 1 - Int(((now - point.at) / length).rounded(.down))
            guard values.indices.contains(index) else { continue }
            values[index] = (values[index] ?? 0) + point.value
            numbers[index] += 1
        }
        // If the driver updates rarely, the last value is repeated.
        var carried: Double?
        return zip(values, numbers).map { value, number in
            if let value { carried = value / number }
            return carried
        }
    }

    private static func machine(_ document: WatchDocument, width: Int, style: TerminalStyle) -> [String] {
        let machine = document.machine
        var parts: [String] = []
        if let busy = machine.busyCPUs {
            parts.append("CPUs \(Format.significant(busy, digits: 2)) of \(machine.logicalCPUs) busy")
        }
        if let waits = machine.cpuPressureRatio { parts.append("waits \(Format.percent(waits))") }
        if let free = machine.memoryAvailableBytes {
            parts.append("memory \(Format.bytes(machine.memoryBytes - free)) of \(Format.bytes(machine.memoryBytes))")
        }
        if let read = machine.diskReadBytesPerSecond, let written = machine.diskWrittenBytesPerSecond,
            read + written > 0
        {
            parts.append("disk \(Format.bytes(read))/s in, \(Format.bytes(written))/s out")
        }
        if let received = machine.networkReceivedBytesPerSecond, let sent = machine.networkSentBytesPerSecond,
            received + sent > 0
        {
            parts.append("network \(Format.bytes(received))/s in, \(Format.bytes(sent))/s out")
        }
        if let watts = machine.powerWatts { parts.append("\(Format.count(watts)) W") }
        // Lines are broken only between figures.
        return parts.reduce(into: [String]()) { lines, part in
            let longer = lines.last.map { "\($0) · \(part)" }
            if let longer, longer.count <= width {
                lines[lines.count - 1] = longer
            } else {
                lines.append(String(part.prefix(width)))
            }
        }
    }

    private static func processes(
        _ processes: some Sequence<WatchDocument.Process>,
        width: Int,
        style: TerminalStyle
    ) -> [String] {
        let processes = Array(processes)
        let onDevices = processes.contains { $0.deviceMemoryBytes != nil }
        func line(_ cells: [String], _ name: String) -> String {
            let widths = onDevices ? [8, 8, 11, 11] : [8, 8, 11]
            let numbers = zip(cells, widths).map { TerminalText.padded($0, to: $1, .right) }.joined()
            return String((numbers + "  " + TerminalText.printable(name)).prefix(width))
        }
        let titles = ["pid", "CPUs", "memory"] + (onDevices ? ["on device"] : [])
        return [style.apply(.dim, line(titles, "user        name"))]
            + processes.map { process in
                var cells = [
                    "\(process.processId)", Format.fixed(process.busyCPUs, decimals: 2),
                    Format.bytes(process.memoryBytes),
                ]
                if onDevices { cells.append(process.deviceMemoryBytes.map { Format.bytes($0) } ?? "") }
                let user = TerminalText.padded(String((process.user ?? "-").prefix(10)), to: 12, .left)
                return line(cells, user + process.name + (process.isTrial ? " *" : ""))
            }
    }
}
