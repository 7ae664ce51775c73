import FoundationEssentials
import HeadroomCore
import TestSupport
import Testing

@Suite struct DoctorTests {
    @Test func theDoctorListsWhatIsHere() async throws {
        let command = try await Command.run(["doctor", "--json"])
        let document = try JSONDecoder().decode(DoctorDocument.self, from: Data(command.output.utf8))
        #expect(command.status == 0)
        #expect(document.schema == "headroom.doctor/1")
        #expect(document.logicalCPUs >= 1 && document.memoryBytes > 0 && !document.devices.isEmpty)
        #expect(["cgroup1", "cgroup2", "data"].contains(document.memoryLimit.mode))
        #expect(document.memoryLimit.defaultBytes ?? 0 > 0)
    }

    @Test func theDoctorSaysWhatIsMissing() async throws {
        let command = try await Command.run(
            ["doctor"],
            environment: ["HEADROOM_ENGINE": "", "HEADROOM_DATA": "/nonexistent"]
        )
        #expect(command.status == 0)
        #expect(command.output.contains("the digits: the launcher fetches them"))
    }
}
