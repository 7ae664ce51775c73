/// Self-contained HTML page, without external files or network access.
package enum Page {
    /// - Parameter script: a script at the end of the page, trusted and not escaped; nil for none.
    package static func render(title: String, sections: [Node], script: String? = nil) -> String {
        let page = tag(
            "html",
            ["lang": "en"],
            tag(
                "head",
                [:],
                tag("meta", ["charset": "utf-8"]),
                tag("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
                tag("meta", ["name": "color-scheme", "content": "light dark"]),
                tag("title", [:], .text(title)),
                // The style sheet is trusted and not escaped: escaping would break it.
                .element("style", [], [])
            ),
            tag("body", [:], tag("main", [:], sections), .element("script", [], []))
        )
        var text = "<!doctype html>\n"
        page.write(to: &text)
        return text.replacing("<style></style>", with: "<style>\n\(StyleSheet.text)\n</style>\n")
            .replacing("<script></script>", with: script.map { "<script>\n\($0)\n</script>\n" } ?? "") + "\n"
    }
}
