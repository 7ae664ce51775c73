import HeadroomCore
import HeadroomReport
import TestSupport
import Testing

/// Positions of lines, points and text in pictures.
@Suite struct PictureTests {
    /// All elements of a picture are inside it: a value outside its axis would be drawn over adjacent elements.
    @Test(arguments: ["digits", "limit", "learn", "device", "compare"]) func nothingLiesOutside(name: String) throws {
        let page =
            name == "compare"
            ? CompareHTMLReport.render(try StoredReport.compare(from: Golden.document(name)))
            : HTMLReport.render(try StoredReport.sweep(from: Golden.document(name)))
        let pictures = page.split(separator: "<svg").dropFirst().map {
            $0.prefix(upTo: $0.firstRange(of: "</svg>")?.lowerBound ?? $0.endIndex)
        }
        #expect(pictures.count >= 3)
        var points = 0
        for picture in pictures {
            let box = try #require(numbers(picture, "viewBox").first)
            #expect(box.count == 4 && box[0] == 0 && box[1] == 0)
            var shift = 0.0
            for element in picture.split(separator: "<").dropFirst() {
                if element.hasPrefix("g ") { shift = numbers(element, "transform").first?.last ?? 0 }
                if element.hasPrefix("/g") { shift = 0 }
                let horizontal = ["x", "x1", "x2", "cx"].flatMap { numbers(element, $0).flatMap(\.self) }
                let vertical = ["y", "y1", "y2", "cy"].flatMap { numbers(element, $0).flatMap(\.self) }
                let path = numbers(element, "d").flatMap(\.self)
                #expect(path.count.isMultiple(of: 2))
                let along = horizontal + path.indices.filter { $0.isMultiple(of: 2) }.map { path[$0] }
                let down = vertical + path.indices.filter { !$0.isMultiple(of: 2) }.map { path[$0] }
                #expect(along.allSatisfy { $0 >= 0 && $0 <= box[2] }, "\(name): \(element)")
                #expect(down.allSatisfy { $0 + shift >= 0 && $0 + shift <= box[3] }, "\(name): \(element)")
                points += along.count
            }
        }
        #expect(points > 100)
    }

    /// Numbers of an attribute, for each of its occurrences.
    private func numbers(_ text: Substring, _ attribute: String) -> [[Double]] {
        text.split(separator: " \(attribute)=\"", omittingEmptySubsequences: false).dropFirst().map { value in
            value.prefix { $0 != "\"" }.split { !($0.isNumber || $0 == "." || $0 == "-") }.compactMap { Double($0) }
        }
    }
}
