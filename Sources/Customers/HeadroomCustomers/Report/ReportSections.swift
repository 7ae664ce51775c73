/// The sections of a report, in the order of each form.
struct ReportSections {
    private let document: CustomersDocument

    init(_ document: CustomersDocument) { self.document = document }

    /// Sections of the terminal and of Markdown: the data first.
    var text: [ReportSection] {
        [data] + [actions, revenue.bridge, revenue.rates, sales?.table].compactMap { $0 } + analyses
    }

    /// Sections of the page: charts first, their tables at the end.
    var page: [ReportSection] {
        let warnings = document.quality.sentences
        return (warnings.isEmpty ? [] : [ReportSection("About the data", [.warnings(warnings)])])
            + [actions, revenue.charts].compactMap { $0 } + revenue.retention + [sales?.charts].compactMap { $0 }
            + (sales?.cohorts ?? []) + analyses
            + [revenue.bridge, revenue.rates, sales?.table].compactMap { $0 } + [data]
    }

    private var data: ReportSection { DataSection(quality: document.quality).section }

    private var actions: ReportSection? {
        ActionsSection(suggestions: document.suggestions, currency: document.currency).section
    }

    private var revenue: RevenueSections { RevenueSections(document) }

    private var sales: SalesSections? { SalesSections(document) }

    /// Sections of the analyses, in the same order in all forms.
    private var analyses: [ReportSection] {
        let currency = document.currency
        var sections: [ReportSection] = []
        if !document.goals.isEmpty { sections.append(GoalsSection(goals: document.goals).section) }
        if let acquisition = document.acquisition {
            let firstYears = document.months.isEmpty ? document.sales?.channels : nil
            let acquired = AcquisitionSection(acquisition: acquisition, currency: currency, firstYears: firstYears)
            let payback = PaybackSection(
                cohorts: acquisition.payback,
                currency: currency,
                isOfPurchases: document.months.isEmpty,
                unfinished: document.unfinishedMonth
            )
            sections += [acquired.section, payback.section].compactMap { $0 }
        }
        if let value = document.lifetimeValue {
            sections.append(LifetimeSection(value: value, currency: currency).section)
        }
        if let segments = document.segments {
            sections += SegmentsSection(segments: segments, currency: currency).sections
        }
        if let channels = document.channels {
            sections += ChannelsSection(attribution: channels, currency: currency).sections
        }
        if let surveys = document.surveys { sections.append(SurveysSection(surveys: surveys).section) }
        if let campaigns = document.campaigns { sections.append(CampaignsSection(campaigns: campaigns).section) }
        let experiments = ExperimentsSection(experiments: document.experiments, currency: currency)
        return sections + [experiments.section].compactMap { $0 }
    }
}

extension CustomersDocument {
    /// Last month of the bridge, or of the sales without a bridge; the last day of the data where it is unfinished.
    var period: String {
        let last = months.last?.month ?? sales?.months.last?.month ?? "–"
        return unfinishedMonth.flatMap { $0.month == last ? $0.lastDay : nil } ?? last
    }
}
