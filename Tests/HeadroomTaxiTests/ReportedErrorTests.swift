import HeadroomCommandLine
import HeadroomEnvironments
import HeadroomTaxi
import Testing

@Suite struct ReportedErrorTests {
    @Test func aSettingThatIsNotAllowedIsWrongUsage() {
        let setting = SettingError("discount", 2, allowed: "0 to 1")
        let failure = CommandFailure("discount is 2; allowed: 0 to 1", exitCode: .wrongUsage)
        #expect(CommandFailure(setting) == failure)
        #expect(CommandFailure(TabularError.setting(setting)) == failure)
        #expect(CommandFailure(PlanningError.setting(setting)) == failure)
    }

    @Test func everyErrorOfTheEnvironmentsHasItsPlaceAndARemedy() throws {
        let errors: [any Error] = [
            EnvironmentError.stepAfterEnd, PlanningError.policySize(given: 1, needed: 500),
            ProcessError.reward(state: 3, action: 1, reward: .nan), TabularError.environment(.stepBeforeReset),
            TabularError.planning(.policySize(given: 1, needed: 500)),
            TabularError.process(.empty(stateCount: 0, actionCount: 6)),
        ]
        for error in errors {
            let failure = try #require(CommandFailure(error))
            #expect(failure.exitCode == .commandFailed && failure.hint != nil, "\(failure)")
            #expect(failure.problems[0].contains("taxi") && failure.problems[0].hasSuffix("\(error)"), "\(failure)")
        }
    }
}
