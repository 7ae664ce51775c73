import FoundationEssentials
import HeadroomCustomers
import Testing

/// Times of the fits to CDNOW, printed for docs/measurements/customers.md.
@Suite struct FitTimes {
    @Test(.enabled(if: ProcessInfo.processInfo.environment["HEADROOM_FIT_TIMES"] != nil))
    func timesOfTheFits() throws {
        let data = try CDNOW()
        let clock = ContinuousClock()
        for _ in 0..<5 {
            let times = try [
                clock.measure { _ = try BetaGeometricNBD.fit(data.histories) },
                clock.measure { _ = try ModifiedBetaGeometricNBD.fit(data.histories) },
                clock.measure { _ = try ParetoNBD.fit(data.histories) },
                clock.measure { _ = try GammaGamma.fit(data.observations) },
            ]
            print("BG/NBD, MBG/NBD, Pareto/NBD, Gamma-Gamma:", times)
        }
    }
}
