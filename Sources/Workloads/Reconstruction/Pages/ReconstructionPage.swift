import HeadroomDisplay
import HeadroomScenes

/// A page with the pictures, the reconstruction that can be turned, and what it was made with; complete in itself.
enum ReconstructionPage {
    /// - Parameters:
    ///   - pictures: as the model receives them.
    ///   - figures: names and values of what it was made with.
    static func render(
        pictures: [Image],
        reconstruction: Mesh,
        truth: Mesh?,
        figures: [(name: String, value: String)]
    ) throws -> String {
        let sheet = ContactSheet(pictures: pictures, reconstruction: reconstruction, truth: truth).image
        let rows = pictures.count > 1 ? "The pictures" : "The picture"
        let caption =
            "\(rows) as the model receives \(pictures.count > 1 ? "them" : "it"), the reconstruction from around"
        return Page.render(
            title: "Reconstruction",
            sections: [
                tag("h1", [:], "Reconstruction"),
                tag(
                    "p",
                    ["class": "lead"],
                    .text(
                        "An object as a model reconstructs it from \(pictures.count == 1 ? "a picture" : "\(pictures.count) pictures")."
                    )
                ),
                try MeshViewer.node(reconstruction, still: Turntable.frame(reconstruction, share: 0, size: 480)),
                tag("h2", [:], "From around"),
                tag(
                    "figure",
                    [:],
                    tag("img", ["src": try sheet.dataURL, "alt": caption, "style": "width: 100%; max-width: 780px"]),
                    tag("figcaption", [:], tag("span", [:], .text(caption + (truth == nil ? "." : ", and the truth."))))
                ),
                tag("h2", [:], "How it was made"),
                table(figures),
            ],
            script: MeshViewer.script
        )
    }

    private static func table(_ figures: [(name: String, value: String)]) -> Node {
        let rows = figures.map { figure in
            tag("tr", [:], tag("th", ["scope": "row"], .text(figure.name)), tag("td", [:], .text(figure.value)))
        }
        return tag("div", ["class": "scroll"], tag("table", ["class": "figures"], tag("tbody", [:], rows)))
    }
}
