import FoundationEssentials
import Glibc
import HeadroomCore
import HeadroomDevices
import Testing

@Suite(.serialized) struct SamplerTests {
    /// Device with a given state and a given read time.
    private final class Fake: DeviceSource {
        let description = DeviceDescription(id: "fake", kind: .cpu, name: "Fake")
        let processes: [DeviceProcess]? = nil
        var delayMicroseconds: UInt32 = 0

        func read(at now: Double, into readings: inout [Reading]) {
            if delayMicroseconds > 0 { usleep(delayMicroseconds) }
            readings.append(Reading(.clockHertz, at: now, value: 1))
        }
    }

    private func times(delay: UInt32, seconds: Double) async throws -> [Double] {
        let sampler = Sampler {
            let fake = Fake()
            fake.delayMicroseconds = delay
            return DeviceSet(sources: [fake])
        }
        defer { sampler.stop() }
        #expect(sampler.waitUntilOpen(seconds: 5))
        try await Task.sleep(for: .seconds(seconds))
        return try #require(sampler.histories().first).traces[.clockHertz]?.points.map(\.at) ?? []
    }

    @Test func readingsLieOnAGridOfATenthOfASecond() async throws {
        let times = try await times(delay: 0, seconds: 1.6)
        let gaps = zip(times, times.dropFirst()).map { $1 - $0 }.sorted()
        #expect(times.count >= 10 && abs(gaps[gaps.count / 2] - 0.1) < 0.02, "\(gaps)")
    }

    @Test func aDeviceThatTakesTooLongIsReadLessOften() async throws {
        let times = try await times(delay: 150_000, seconds: 1.6)
        let gaps = zip(times, times.dropFirst()).map { $1 - $0 }.sorted()
        #expect(abs(gaps[gaps.count / 2] - 0.2) < 0.03, "\(gaps)")
    }

    @Test func aChangeOfTheLibrarysAnswerIsSoonInTheReadings() async throws {
        let path = try await StandIn.library()
        setenv("STANDIN_NVML", "latency=2 ramp=1000", 1)
        let sampler = Sampler {
            DeviceSet(sources: (try? NVMLInventory.open(paths: [path]).devices) ?? [])
        }
        defer { sampler.stop() }
        sampler.waitUntilOpen()
        try await Task.sleep(for: .seconds(1))
        // The ramp rises by a watt each millisecond: a reading's value shows its age.
        let points = try #require(sampler.histories().first?.traces[.instantPowerWatts]?.points)
        let first = try #require(points.first)
        let ages = points.map { ($0.at - first.at) * 1000 - ($0.value - first.value) }.map { abs($0) / 1000 }
        #expect(ages.allSatisfy { $0 < 0.15 }, "\(ages)")
        #expect(points.count >= 6)
    }

    @Test func theMachineOfTheTestsIsRead() async throws {
        let host = Host.current()
        let sampler = Sampler { DeviceSet.open(host: host) }
        defer { sampler.stop() }
        sampler.waitUntilOpen()
        try await Task.sleep(for: .seconds(1.5))
        let machine = try #require(sampler.histories().first { $0.description.kind == .cpu })
        #expect((0...1).contains(try #require(machine.latest(.utilization))))
        #expect(try #require(machine.latest(.memoryAvailableBytes)) <= Double(host.memoryBytes))
        #expect(sampler.cost.wallSeconds > 1 && sampler.cost.processorSeconds < 0.2)
        sampler.forget(before: StandIn.monotonicSeconds() + 10)
        #expect(sampler.histories().first?.latest(.utilization) == nil)
    }
}

@Suite struct KernelTableTests {
    @Test func partsOfDisksAndTheMachinesOwnNetworksAreNotCounted() {
        let disks = """
             8 0 sda 10 0 100 0 20 0 200 0 0 0 0
             8 1 sda1 10 0 100 0 20 0 200 0 0 0 0
             7 0 loop0 1 0 9999 0 1 0 9999 0 0 0 0
            """
        let bytes = DiskTraffic.bytes(inTable: disks) { $0 == "sda" }
        #expect(bytes.read == 51_200 && bytes.written == 102_400)
        let networks = """
            Inter-|   Receive                                                |  Transmit
             face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs
                lo: 999 1 0 0 0 0 0 0 999 1 0
              eth0: 100 1 0 0 0 0 0 0 200 1 0
            docker0: 7 1 0 0 0 0 0 0 7 1 0
            """
        let network = NetworkTraffic.bytes(inTable: networks)
        #expect(network.received == 100 && network.sent == 200)
    }
}
