import HeadroomCustomers
import Testing

/// Recovery of the parameters of simulated customers, and coverage of the intervals.
@Suite struct RecoveryTests {
    private static let betaGeometric = [0.8, 6, 1.2, 2.5]
    private static let pareto = [0.8, 6, 0.9, 20.0]
    private static let gammaGamma = [6.0, 4, 15]
    private static let contracts = [0.7, 3.0]

    private func check(_ fit: LikelihoodFit, _ truth: [Double]) {
        for index in truth.indices {
            let distance = abs(fit.parameters[index] - truth[index])
            #expect(distance < 3 * fit.standardErrors[index], "\(fit.parameters) +- \(fit.standardErrors)")
        }
    }

    @Test func parametersAreRecoveredFromFiveThousandCustomers() throws {
        var simulated = SimulatedCustomers(seed: 1)
        for early in [false, true] {
            let histories = simulated.betaGeometric(Self.betaGeometric, early: early, count: 5000).histories
            let fit =
                try early ? ModifiedBetaGeometricNBD.fit(histories) : BetaGeometricNBD.fit(histories)
            check(fit, Self.betaGeometric)
        }
        check(try ParetoNBD.fit(simulated.pareto(Self.pareto, count: 5000).histories), Self.pareto)
        check(try GammaGamma.fit(simulated.gammaGamma(Self.gammaGamma, count: 5000)), Self.gammaGamma)
        let tenures = simulated.tenures(Self.contracts, count: 5000, periods: 24)
        check(try ShiftedBetaGeometric.fit(tenures), Self.contracts)
    }

    /// Purchases that the simulated customers make later, compared with the expected ones.
    @Test func expectedPurchasesAreThoseThatCome() throws {
        func check<Model: PurchaseModel>(_: Model.Type, _ data: (histories: [PurchaseHistory], later: Int)) throws {
            let model = Model(try Model.fit(data.histories).parameters)
            let sum = data.histories.reduce(0) { $0 + $1.customers * model.expectedPurchases($1, within: 26) }
            #expect(isClose(sum, Double(data.later), within: 0.05), "\(Model.name): \(sum), \(data.later)")
        }
        var simulated = SimulatedCustomers(seed: 2)
        try check(
            BetaGeometricNBD.self,
            simulated.betaGeometric(Self.betaGeometric, early: false, count: 10_000)
        )
        try check(
            ModifiedBetaGeometricNBD.self,
            simulated.betaGeometric(Self.betaGeometric, early: true, count: 10_000)
        )
        try check(ParetoNBD.self, simulated.pareto(Self.pareto, count: 10_000))
    }

    /// Share of 200 simulations whose 95 % interval contains the true parameter; its standard error is 1.5 %.
    private func coverage(
        _ truth: [Double],
        _ fit: (inout SimulatedCustomers) throws -> LikelihoodFit
    ) throws -> [Double] {
        var hits = truth.map { _ in 0.0 }
        var fits = 0.0
        for seed in 0..<200 {
            var simulated = SimulatedCustomers(seed: UInt64(1000 + seed))
            guard let fit = try? fit(&simulated) else { continue }
            fits += 1
            for index in truth.indices where fit.interval(index).contains(truth[index]) { hits[index] += 1 }
        }
        #expect(fits >= 190)
        return hits.map { $0 / fits }
    }

    @Test func intervalsOfBetaGeometricHoldTheTruth() throws {
        for early in [false, true] {
            let shares = try coverage(Self.betaGeometric) { simulated in
                let histories = simulated.betaGeometric(Self.betaGeometric, early: early, count: 1000).histories
                let starts = [Self.betaGeometric]
                return try early
                    ? ModifiedBetaGeometricNBD.fit(histories, starts: starts)
                    : BetaGeometricNBD.fit(histories, starts: starts)
            }
            #expect(shares.allSatisfy { (0.88...0.99).contains($0) }, "\(shares)")
        }
    }

    @Test func intervalsOfParetoHoldTheTruth() throws {
        let shares = try coverage(Self.pareto) {
            try ParetoNBD.fit($0.pareto(Self.pareto, count: 1000).histories, starts: [Self.pareto])
        }
        #expect(shares.allSatisfy { (0.88...0.99).contains($0) }, "\(shares)")
    }

    @Test func intervalsOfGammaGammaAndContractsHoldTheTruth() throws {
        let values = try coverage(Self.gammaGamma) { try GammaGamma.fit($0.gammaGamma(Self.gammaGamma, count: 500)) }
        let contracts = try coverage(Self.contracts) {
            try ShiftedBetaGeometric.fit($0.tenures(Self.contracts, count: 500, periods: 24))
        }
        #expect((values + contracts).allSatisfy { (0.88...0.99).contains($0) }, "\(values) \(contracts)")
    }
}
