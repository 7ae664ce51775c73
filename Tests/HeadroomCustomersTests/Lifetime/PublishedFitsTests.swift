import HeadroomCustomers
import Testing

/// Fits to published data compared with published values, or with those of lifetimes 0.11.3 where none are published.
@Suite struct PublishedFitsTests {
    /// Factors on the models' starting points: the maximum must not depend on the start.
    private static let factors = [[1.0, 1, 1, 1], [0.1, 10, 0.2, 5], [5, 0.2, 5, 0.3]]

    private func check<Model: PurchaseModel>(
        _: Model.Type,
        parameters: [Double],
        logLikelihood: Double
    ) throws {
        let data = try CDNOW()
        let fits =
            [nil]
            + Self.factors.map { factors in
                zip([1, 10, 1, Model.parameterNames[2] == "s" ? 10 : 1], factors).map { $0 * $1 }
            }
        for start in fits {
            let fit = try Model.fit(data.histories, starts: start.map { [$0] })
            #expect(abs(fit.logLikelihood - logLikelihood) < 0.01, "\(Model.name) \(fit.logLikelihood)")
            for (value, known) in zip(fit.parameters, parameters) {
                #expect(isClose(value, known, within: 1e-3), "\(Model.name): \(fit.parameters)")
            }
        }
    }

    @Test func betaGeometric() throws {
        try check(
            BetaGeometricNBD.self,
            parameters: [0.242593, 4.413532, 0.792886, 2.425752],
            logLikelihood: -9582.4256
        )
    }

    @Test func modifiedBetaGeometric() throws {
        try check(
            ModifiedBetaGeometricNBD.self,
            parameters: [0.524838, 6.182988, 0.891356, 1.614000],
            logLikelihood: -9582.1327
        )
    }

    @Test func paretoNBD() throws {
        try check(
            ParetoNBD.self,
            parameters: [0.553255, 10.577151, 0.606258, 11.669147],
            logLikelihood: -9594.9739
        )
    }

    /// Standard errors of lifetimes 0.11.3, from its own Hessian.
    @Test func standardErrors() throws {
        let data = try CDNOW()
        let known = [0.012557, 0.378221, 0.185719, 0.705345]
        for (error, known) in zip(try BetaGeometricNBD.fit(data.histories).standardErrors, known) {
            #expect(isClose(error, known, within: 1e-3))
        }
        let modified = [0.083264, 0.695597, 0.154785, 0.537472]
        for (error, known) in zip(try ModifiedBetaGeometricNBD.fit(data.histories).standardErrors, modified) {
            #expect(isClose(error, known, within: 1e-3))
        }
    }

    @Test func gammaGamma() throws {
        let data = try CDNOW()
        #expect(data.observations.count == 946)
        #expect(abs((GammaGamma.correlation(data.observations) ?? 0) - 0.1139) < 5e-5)
        for start in [nil, [[1.0, 2, 30]], [[20, 10, 5]], [[0.5, 1.1, 100]]] {
            let fit = try GammaGamma.fit(data.observations, starts: start)
            for (value, known) in zip(fit.parameters, [6.248802, 3.744588, 15.447748]) {
                #expect(isClose(value, known, within: 1e-3), "\(fit.parameters)")
            }
        }
        let model = GammaGamma([6.248802, 3.744588, 15.447748])
        let known = [
            24.6586, 18.9115, 35.1710, 35.1710, 35.1710, 71.4629, 18.9115, 35.1710, 27.2824, 35.1710,
        ]
        for (customer, value) in zip(data.customers, known) {
            #expect(abs((model.sumOfExpectedValues(customer) ?? 0) - value) < 1e-4)
        }
        let mean = data.customers.reduce(0) { $0 + (model.sumOfExpectedValues($1) ?? 0) } / 2357
        #expect(abs(mean - 35.2530) < 1e-4)
        #expect(abs((model.expectedValue ?? 0) - 35.1710) < 1e-4)
    }

    /// Survival in percent over 7 years (Fader and Hardie 2007), and the published parameters.
    @Test(arguments: [
        ([86.9, 74.3, 65.3, 59.3, 55.1, 51.7, 49.1], 0.668088, 3.806095, -161.1158),
        ([63.1, 46.8, 38.2, 32.6, 28.9, 26.2, 24.1], 0.704077, 1.182043, -168.0265),
    ])
    func shiftedBetaGeometric(survival: [Double], alpha: Double, beta: Double, logLikelihood: Double) throws {
        let tenures = ShiftedBetaGeometric.Tenures(
            lost: [0] + zip([100] + survival, survival).map { $0 - $1 },
            staying: [Double](repeating: 0, count: 7) + [survival[6]]
        )
        for start in [nil, [[0.1, 0.1]], [[20, 1]], [[1, 100]]] {
            let fit = try ShiftedBetaGeometric.fit(tenures, starts: start)
            #expect(isClose(fit.parameters[0], alpha, within: 1e-3))
            #expect(isClose(fit.parameters[1], beta, within: 1e-3))
            #expect(abs(fit.logLikelihood - logLikelihood) < 0.01)
        }
    }
}

/// Expectations for customers under the published parameters.
@Suite struct PublishedExpectationsTests {
    private static let betaGeometric = BetaGeometricNBD([0.242593, 4.413532, 0.792886, 2.425752])

    /// CDNOW customers by repeats, recency and age, with their purchases in 39 weeks and probability of being active.
    @Test(arguments: [
        (2, 30.43, 1.225910, 0.726609), (1, 1.71, 0.203251, 0.212227), (0, 0, 0.194781, 1),
        (7, 29.43, 3.337240, 0.641801),
    ])
    func aCustomerOfBetaGeometric(repeats: Int, recency: Double, purchases: Double, alive: Double) {
        let customer = PurchaseHistory(repeats: repeats, recency: recency, age: 38.86)
        #expect(abs(Self.betaGeometric.expectedPurchases(customer, within: 39) - purchases) < 2e-6)
        #expect(abs(Self.betaGeometric.probabilityAlive(customer) - alive) < 1e-6)
    }

    /// The same for MBG/NBD, with the values of lifetimes 0.11.3 at its own fits.
    @Test(arguments: [
        (2, 30.43, 1.2626707787, 0.70612626), (1, 1.71, 0.1887892404, 0.17081963), (0, 0, 0.1539536444, 0.38971644),
        (7, 29.43, 3.1668053547, 0.62263872),
    ])
    func aCustomerOfModifiedBetaGeometric(repeats: Int, recency: Double, purchases: Double, alive: Double) {
        let model = ModifiedBetaGeometricNBD([0.52483773, 6.18298848, 0.89135628, 1.61400003])
        let customer = PurchaseHistory(repeats: repeats, recency: recency, age: 38.86)
        #expect(isClose(model.expectedPurchases(customer, within: 39), purchases, within: 1e-6))
        #expect(isClose(model.probabilityAlive(customer), alive, within: 1e-6))
    }

    @Test(arguments: [
        (2, 30.43, 1.4551124320, 0.8691175166), (1, 1.71, 0.1709793905, 0.1678697758),
        (0, 0, 0.1070612792, 0.2950918322), (7, 29.43, 3.7117242757, 0.7494151542),
    ])
    func aCustomerOfPareto(repeats: Int, recency: Double, purchases: Double, alive: Double) {
        let model = ParetoNBD([0.55329734, 10.57789594, 0.60622068, 11.66801979])
        let customer = PurchaseHistory(repeats: repeats, recency: recency, age: 38.86)
        #expect(isClose(model.expectedPurchases(customer, within: 39), purchases, within: 1e-6))
        #expect(isClose(model.probabilityAlive(customer), alive, within: 1e-6))
    }

    @Test(arguments: [
        (0.1429, 0.0078), (1, 0.0532), (3, 0.1506), (31.8571, 1.0405), (32, 1.0437), (78, 1.8580),
    ])
    func aNewCustomer(time: Double, purchases: Double) {
        #expect(abs(Self.betaGeometric.expectedPurchases(within: time) - purchases) < 5e-5)
    }

    @Test func allCustomers() throws {
        let data = try CDNOW()
        let sum = data.histories.reduce(0) {
            $0 + $1.customers * Self.betaGeometric.expectedPurchases($1, within: 39)
        }
        #expect(abs(sum - 1653.4233) < 5e-3)
    }
}
