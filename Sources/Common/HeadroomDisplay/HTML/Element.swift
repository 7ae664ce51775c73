/// Node of an HTML page; text is escaped when written, so that measured text cannot become markup.
package indirect enum Node {
    case element(String, [(String, String)], [Node])
    case text(String)

    /// Elements without content and end tag.
    private static let void: Set<String> = ["meta", "br", "hr"]

    package func write(to output: inout String) {
        switch self {
        case .text(let text): output += Self.escaped(text)
        case .element(let name, let attributes, let children):
            output += "<" + name
            for (key, value) in attributes { output += " " + key + "=\"" + Self.escaped(value) + "\"" }
            output += ">"
            if Self.void.contains(name) { return }
            for child in children { child.write(to: &output) }
            output += "</" + name + ">"
            if Self.endsLine.contains(name) { output += "\n" }
        }
    }

    /// Elements with a line feed after their end tag, so that the source is readable.
    private static let endsLine: Set<String> = [
        "p", "h1", "h2", "h3", "tr", "section", "div", "svg", "g", "figure", "table", "li", "ul", "header", "main",
        "title", "path", "figcaption",
    ]

    package static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default: result.append(character)
            }
        }
        return result
    }
}

extension Node: ExpressibleByStringLiteral {
    package init(stringLiteral text: String) { self = .text(text) }
}

/// An element with its attributes and content: `tag("p", ["class": "note"], "text")`.
package func tag(_ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ children: Node...) -> Node {
    .element(name, attributes.map { ($0.key, $0.value) }, children)
}

package func tag(_ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ children: [Node]) -> Node {
    .element(name, attributes.map { ($0.key, $0.value) }, children)
}
