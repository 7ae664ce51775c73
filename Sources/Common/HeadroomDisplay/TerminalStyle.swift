/// Color option of the command line.
package enum ColorChoice: String, Sendable, CaseIterable {
    case auto, always, never
}

/// Colors and characters that a stream supports.
package struct TerminalStyle: Equatable, Sendable {
    package var usesColor: Bool
    package var usesUnicode: Bool

    package init(usesColor: Bool, usesUnicode: Bool = true) {
        self.usesColor = usesColor
        self.usesUnicode = usesUnicode
    }

    /// Style for a stream.
    ///
    /// In order of precedence: the option, `NO_COLOR` (no-color.org), `FORCE_COLOR` and `CLICOLOR_FORCE`, and whether
    /// the stream is a terminal with color support.
    package init(choice: ColorChoice, isTerminal: Bool, environment: [String: String]) {
        func isSet(_ name: String) -> Bool { !(environment[name] ?? "").isEmpty }
        usesColor =
            switch choice {
            case .always: true
            case .never: false
            case .auto:
                if isSet("NO_COLOR") {
                    false
                } else if isSet("FORCE_COLOR") || isSet("CLICOLOR_FORCE") && environment["CLICOLOR_FORCE"] != "0" {
                    true
                } else {
                    isTerminal && environment["TERM"] != "dumb"
                }
            }
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
        // A pipe is read by programs, which expect UTF-8; a terminal uses the encoding of its locale.
        usesUnicode = !isTerminal || locale.uppercased().contains("UTF-8") || locale.uppercased().contains("UTF8")
    }

    package enum Attribute: String {
        case bold = "1"
        case dim = "2"
        case green = "32"
        case yellow = "33"
        case cyan = "36"
    }

    package func apply(_ attribute: Attribute, _ text: String) -> String {
        usesColor ? "\u{1B}[\(attribute.rawValue)m\(text)\u{1B}[0m" : text
    }

    /// Replaces characters outside ASCII if the stream does not support Unicode.
    package func plain(_ text: String) -> String {
        if usesUnicode { return text }
        let ascii = text.replacing("µ", with: "u").replacing("±", with: "+-").replacing("·", with: "-")
            .replacing("×", with: "x")
        return String(ascii.unicodeScalars.map { $0.isASCII ? Character($0) : "?" })
    }
}
