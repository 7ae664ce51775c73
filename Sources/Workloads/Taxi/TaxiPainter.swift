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
                guard let attribute = attribute(of: part) else { return text }
                return style.apply(attribute, text)
            }.joined()
        }
    }

    private func attribute(of part: TaxiPicture.Part) -> TerminalStyle.Attribute? {
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
