import FoundationEssentials
import HeadroomCore
import HeadroomDevices
import Testing

@Suite struct RecordingTests {
    private func file(_ body: (RecordingFile) -> Void) throws -> [Substring] {
        let path = "/tmp/headroom-recording-\(UInt32.random(in: .min ... .max))"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let file = try RecordingFile(path: path)
        body(file)
        file.close()
        #expect(file.problem == nil)
        return String(decoding: try #require(FileManager.default.contents(atPath: path)), as: UTF8.self).split(
            separator: "\n"
        )
    }

    private func decoded(_ lines: [Substring]) throws -> [DeviceLine] {
        try lines.map { try JSONDecoder().decode(DeviceLine.self, from: Data($0.utf8)) }
    }

    /// One line of each kind, with easily lost data: periods, separate times, ancestors, empty lists, an unusual name.
    private var lines: [DeviceLine] {
        var description = DeviceDescription(id: "GPU-1", kind: .nvidia, name: "a \"name\"", index: 3)
        description.absent = ["smActivity": "not supported by this device"]
        var process = DeviceProcess(processId: 7, name: "python", user: "ada", memoryBytes: 3 << 30)
        process.ancestors = [5, 2]
        return [
            DeviceLine("GPU-1", at: 1.25, .description(description)),
            DeviceLine(
                "GPU-1",
                at: 2.5,
                .readings([
                    Reading(.utilization, at: 2.25, value: 0.125, periodSeconds: 1.0 / 6),
                    Reading(.energyJoules, at: 2.5, value: 1e12 / 3), Reading(.sentBytes, at: 2.4, value: 0),
                ])
            ),
            DeviceLine("GPU-1", at: 3, .processes([process])), DeviceLine("GPU-1", at: 4, .processes(nil)),
            DeviceLine("GPU \"2\"", at: 5, .readings([Reading(.powerWatts, at: 5, value: 1, periodSeconds: 1)])),
        ]
    }

    @Test func whatIsWrittenIsReadToTheLastBit() throws {
        let lines = lines
        #expect(try decoded(file { file in for line in lines { line.append(to: file) } }) == lines)
        #expect(try decoded(file { file in for line in lines { file.append(line) } }) == lines)
    }

    @Test func aValueThatIsNoNumberIsLeftOut() throws {
        let readings = [Reading(.powerWatts, at: 1, value: .nan), Reading(.energyJoules, at: 1, value: 5)]
        let read = try decoded(file { DeviceLine("cpu", at: 1, .readings(readings)).append(to: $0) })
        #expect(read == [DeviceLine("cpu", at: 1, .readings([readings[1]]))])
    }

    @Test func aSignalOfALaterVersionIsPassedOver() throws {
        let text = #"{"device":"cpu","at":1,"readings":[["soul",21],["utilization",0.5]]}"#
        #expect(
            try decoded([text[...]]) == [
                DeviceLine("cpu", at: 1, .readings([Reading(.utilization, at: 1, value: 0.5)]))
            ]
        )
    }

    @Test func aFullDiskEndsTheRecordingAlone() throws {
        let file = try RecordingFile(path: "/dev/full")
        file.append(text: "{}")
        file.append(text: "{}")
        #expect(try #require(file.problem).contains("No space left"))
        #expect(throws: RecordingError.self) { try RecordingFile(path: "/nowhere/at/all") }
    }

    @Test func aRecordingPlaysBackAtItsOwnPace() async throws {
        let lines = lines
        let devices = DeviceSet.replaying(lines, driverVersion: "999.1")
        let began = StandIn.monotonicSeconds()
        #expect(devices.sources.count == 1, "what has no description is no device")
        let device = try #require(devices.sources.first)
        #expect(device.description.name == "a \"name\"" && device.processes == nil)
        var readings: [Reading] = []
        device.read(at: began + 1, into: &readings)
        #expect(readings.isEmpty, "a second in, the readings of second 1.25 are not due")
        device.read(at: began + 1.3, into: &readings)
        #expect(readings.map(\.signal) == [.utilization, .energyJoules, .sentBytes])
        #expect(abs(readings[0].at - (began + 1)) < 0.01 && readings[0].value == 0.125)
        device.read(at: began + 1.8, into: &readings)
        #expect(device.processes?.first?.ancestors == [5, 2] && readings.count == 3)
        device.read(at: began + 60, into: &readings)
        #expect(device.processes == nil && readings.count == 3)
    }
}
