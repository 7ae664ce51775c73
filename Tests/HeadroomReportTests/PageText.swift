/// Text of a page as read by a user: a line for each heading, paragraph and table row, cells separated by `|`, and one
/// for the text of each picture.
///
/// Coordinates, colors and styles are omitted; separate tests check the layout of pictures.
func pageText(_ page: String) -> String {
    var lines: [String] = []
    var line = ""
    var picture: [String]?
    func end() {
        let words = line.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        if !words.isEmpty, words != "|" { lines.append(words) }
        line = ""
    }
    var rest = page[...]
    while let open = rest.firstIndex(of: "<") {
        let text = String(rest[..<open])
        rest = rest[open...]
        guard let close = rest.firstIndex(of: ">") else { break }
        let tag = rest[rest.index(after: open)..<close]
        rest = rest[rest.index(after: close)...]
        let name = tag.prefix { $0.isLetter || $0.isNumber || $0 == "/" }
        if picture != nil { picture?.append(text) } else { line += text }
        switch name {
        case "style", "script":
            // Its content is not part of the text.
            if let end = rest.firstRange(of: "</\(name)>") { rest = rest[end.upperBound...] }
        case "svg":
            end()
            picture = []
        case "/svg":
            let words = (picture ?? []).map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
            lines.append("picture: " + words.filter { !$0.isEmpty }.joined(separator: " · "))
            picture = nil
        case "/td", "/th": line += " | "
        case "span": line += " "
        case "p", "/p", "div", "/div", "/tr", "li", "/li", "br", "h1", "h2", "h3", "/h1", "/h2", "/h3", "/figcaption",
            "summary", "/summary", "/title", "dt", "dd", "/pre":
            if picture == nil { end() }
        default: break
        }
    }
    end()
    let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
    return entities.reduce(lines.joined(separator: "\n") + "\n") { $0.replacing($1.0, with: $1.1) }
}
