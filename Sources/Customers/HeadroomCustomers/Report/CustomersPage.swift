import HeadroomDisplay

/// Self-contained HTML page: the last month, the bridge or the sales, cohorts, channels and the data quality.
package enum CustomersPage {
    package static func render(_ document: CustomersDocument) -> String {
        Page.render(
            title: "Customers",
            sections: PageHeader(document: document).nodes + ReportSections(document).page.flatMap(\.page)
                + [definitions(document)]
        )
    }

    /// Definitions of the amounts and of the months.
    private static func definitions(_ document: CustomersDocument) -> Node {
        tag(
            "p",
            ["class": "lead"],
            .text(
                document.months.isEmpty
                    ? "Days and months are those of \(document.timeZone)."
                    : "Months end in \(document.timeZone). Recurring revenue is that of the subscriptions paid for at "
                        + "the last instant of a month, each converted to a month and rounded to the cent. Movements are those "
                        + "of the \(document.view.rawValue) view."
            )
        )
    }
}
