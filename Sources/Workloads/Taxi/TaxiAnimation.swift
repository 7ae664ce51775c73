import HeadroomEnvironments

/// Episodes of a taxi as an animated SVG, which any browser plays in a loop.
struct TaxiAnimation {
    private static let cell = 56.0
    private static let margin = 14.0
    private static let colors = ["R": "#c0392b", "G": "#2e8b57", "Y": "#c79a1e", "B": "#2f6fb0"]
    /// Pause at the end of an episode.
    private static let pauseSeconds = 1.2

    /// A key frame: positions from its time on, interpolated to the next frame.
    private struct Frame {
        var time: Double
        var taxi: TaxiMap.Cell
        var passenger: TaxiMap.Cell
        var isCarrying: Bool
        var destination: Int
        var caption: String
    }

    private let map: TaxiMap
    private let frames: [Frame]
    private let duration: Double

    init(_ episodes: [TaxiEpisode], map: TaxiMap, stepSeconds: Double) {
        self.map = map
        var frames: [Frame] = []
        var time = 0.0
        for episode in episodes {
            for (index, step) in episode.steps.enumerated() {
                let cell = TaxiMap.Cell(row: step.state.row, column: step.state.column)
                let isLast = index == episode.steps.count - 1
                let frame = Frame(
                    time: time,
                    taxi: cell,
                    passenger: step.state.isCarrying ? cell : map.places[step.state.passenger],
                    isCarrying: step.state.isCarrying,
                    destination: step.state.destination,
                    caption: Self.caption(step, isLast ? episode : nil)
                )
                frames.append(frame)
                time += isLast ? Self.pauseSeconds : stepSeconds
                // Positions are not interpolated between two episodes.
                if isLast {
                    var held = frame
                    held.time = time
                    frames.append(held)
                }
            }
        }
        self.frames = frames
        duration = max(time, 0.1)
    }

    private static func caption(_ step: TaxiEpisode.Step, _ ended: TaxiEpisode?) -> String {
        if let ended {
            return "\(ended.isDelivered ? "delivered" : "not delivered"), return \(Int(step.totalReward))"
        }
        return "\(step.action?.description ?? "") \(step.reward < 0 ? "" : "+")\(Int(step.reward))"
    }

    var svg: String {
        let width = Double(map.columnCount) * Self.cell + 2 * Self.margin
        let height = Double(map.rowCount) * Self.cell + 2 * Self.margin + 30
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Int(width)) \(Int(height))" width="\(Int(width))" \
            font-family="system-ui, sans-serif" role="img" aria-label="A taxi fetches its passengers">
            <rect width="100%" height="100%" fill="#f7f7f4"/>
            \(town)
            \(destination)
            \(taxi)
            \(passenger)
            \(captions(width, height))
            </svg>

            """
    }

    private func x(_ column: Int) -> Double { Self.margin + Double(column) * Self.cell }

    private func y(_ row: Int) -> Double { Self.margin + Double(row) * Self.cell }

    private var town: String {
        var parts: [String] = []
        for row in 0..<map.rowCount {
            for column in 0..<map.columnCount {
                parts.append(
                    """
                    <rect x="\(x(column))" y="\(y(row))" width="\(Self.cell)" height="\(Self.cell)" fill="#fff" \
                    stroke="#e3e3de"/>
                    """
                )
            }
        }
        for (place, cell) in map.places.enumerated() {
            let name = String(TaxiMap.placeNames[place])
            parts.append(
                """
                <rect x="\(x(cell.column) + 3)" y="\(y(cell.row) + 3)" width="\(Self.cell - 6)" height="\(Self.cell - 6)" \
                rx="6" fill="\(Self.colors[name] ?? "#888")" opacity="0.28"/>\
                <text x="\(x(cell.column) + 9)" y="\(y(cell.row) + 20)" font-size="13" fill="#444">\(name)</text>
                """
            )
        }
        for row in 0..<map.rowCount {
            for column in 0..<(map.columnCount - 1) where !map.opensEast(of: row, column) {
                let at = x(column + 1)
                parts.append(
                    """
                    <path d="M\(at) \(y(row))V\(y(row + 1))" stroke="#333" stroke-width="5" stroke-linecap="round"/>
                    """
                )
            }
        }
        parts.append(
            """
            <rect x="\(x(0))" y="\(y(0))" width="\(Double(map.columnCount) * Self.cell)" \
            height="\(Double(map.rowCount) * Self.cell)" fill="none" stroke="#333" stroke-width="3" rx="3"/>
            """
        )
        return parts.joined(separator: "\n")
    }

    private var taxi: String {
        """
        <g><rect x="-17" y="-11" width="34" height="24" rx="6" fill="#f4c430" stroke="#6b5500" stroke-width="1.5"/>\
        <rect x="-9" y="-17" width="18" height="8" rx="2" fill="#6b5500"/>\
        \(motion(frames.map(\.taxi), offset: 0))</g>
        """
    }

    private var passenger: String {
        """
        <g><circle r="8" cy="1" cx="8" fill="#5b3fa0" stroke="#fff" stroke-width="2"/>\
        \(motion(frames.map(\.passenger), offset: 0))</g>
        """
    }

    private var destination: String {
        """
        <g><circle r="20" fill="none" stroke="#5b3fa0" stroke-width="3" stroke-dasharray="5 4"/>\
        \(motion(frames.map { map.places[$0.destination] }, offset: 0, isDiscrete: true))</g>
        """
    }

    private func motion(_ cells: [TaxiMap.Cell], offset: Double, isDiscrete: Bool = false) -> String {
        let half = Self.cell / 2
        let values = cells.map { "\(x($0.column) + half + offset),\(y($0.row) + half)" }.joined(separator: ";")
        return """
            <animateTransform attributeName="transform" type="translate" values="\(values)" keyTimes="\(keyTimes)" \
            \(isDiscrete ? #"calcMode="discrete" "# : "")dur="\(duration)s" repeatCount="indefinite"/>
            """
    }

    /// Key times from 0 to 1, as SMIL requires; the last frame is at the end.
    private var keyTimes: String {
        frames.map { String(min(1, ($0.time / duration * 100_000).rounded() / 100_000)) }.joined(separator: ";")
    }

    private func captions(_ width: Double, _ height: Double) -> String {
        frames.indices.map { index in
            let states = frames.indices.map { $0 == index ? "1" : "0" }.joined(separator: ";")
            return """
                <text x="\(width / 2)" y="\(height - 12)" text-anchor="middle" font-size="15" fill="#222" opacity="0">\
                \(frames[index].caption)<animate attributeName="opacity" values="\(states)" keyTimes="\(keyTimes)" \
                calcMode="discrete" dur="\(duration)s" repeatCount="indefinite"/></text>
                """
        }.joined(separator: "\n")
    }
}
