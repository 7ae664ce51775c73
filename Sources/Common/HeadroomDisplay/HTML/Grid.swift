/// Table with column headers, scrollable if wider than the page.
package func grid(_ head: [String], _ body: [[String]]) -> Node {
    let head = tag("tr", [:], head.map { tag("th", ["scope": "col"], .text($0)) })
    let rows = body.map { row in tag("tr", [:], row.map { tag("td", [:], .text($0)) }) }
    return tag("div", ["class": "scroll"], tag("table", [:], tag("thead", [:], head), tag("tbody", [:], rows)))
}
