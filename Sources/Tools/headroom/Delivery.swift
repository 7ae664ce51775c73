import HeadroomCore

/// Last part of a measuring command: the reports are written and the run is stored.
struct Delivery {
    let price: PriceOptions
    let keeping: KeepOptions
    let reports: ReportOptions

    /// Reports and stores a measurement, and returns its document.
    ///
    /// - Parameter place: machine and job that it was made on; nil for this machine.
    /// - Throws: the failure of the measurement, after its report.
    @discardableResult
    func deliver(_ measured: Measured, from place: (host: String, job: String?)? = nil) throws -> SweepDocument {
        let document = price.applied(to: measured.document)
        // A failure to write a report must not prevent the run from being stored.
        let written = Result { if !document.trials.isEmpty { try reports.write(ReportForms(document)) } }
        if measured.isAnswered { keeping.keep(document, from: place) }
        try written.get()
        if let failure = measured.failure { throw failure }
        return document
    }
}
