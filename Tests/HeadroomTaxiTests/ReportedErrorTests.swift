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
    }
}
