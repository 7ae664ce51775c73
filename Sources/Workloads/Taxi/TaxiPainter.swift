import HeadroomDisplay
import HeadroomEnvironments

/// Draws the map in terminal colors.
struct TaxiPainter {
    let style: TerminalStyle
    let map: TaxiMap

    func lines(_ state: TaxiState) -> [String] {
        TaxiPicture(state, map: map).lines.map { line in
            line.map { character, part in
                let text = String(character)
                guard let look = look(of: part) else { return text }
                return style.apply(look, text)
            }.joined()
        }
    }

    private func look(of part: TaxiPicture.Part) -> TerminalStyle.Look? {
        switch part {
        case .ground: .dim
        case .wall, .place: nil
        case .passenger: .cyan
        case .destination: .bold
        case .taxi: .yellow
        case .occupiedTaxi: .green
        }
    }
}
