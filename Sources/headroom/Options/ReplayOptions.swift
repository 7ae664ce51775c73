import ArgumentParser
import FoundationEssentials
import HeadroomDevices
import HeadroomTrials

/// Which devices are looked at: those that are here, or those of a recording.
struct ReplayOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Play back the devices of a recording that --record wrote.", valueName: "file"))
    var replay: String?

    /// What opens the devices.
    ///
    /// - Throws: an exit code, once it has been said what is wrong with the recording.
    func devices(of host: Host) throws -> @Sendable () -> DeviceSet {
        guard let replay else { return { DeviceSet.open(host: host) } }
        guard let data = FileManager.default.contents(atPath: replay) else {
            StandardStream.message("headroom: there is no recording \(replay)\n")
            throw ExitCode.somethingMissing
        }
        let devices = try Recordings.reading { () throws(RecordedRun.Failure) in
            try RecordedRun.devices(in: data, name: replay)
        }
        return { DeviceSet.replaying(devices.lines, driverVersion: devices.driver) }
    }
}

enum Recordings {
    /// Says what is wrong with a recording, and ends with the exit code for it.
    static func reading<Value>(_ body: () throws(RecordedRun.Failure) -> Value) throws -> Value {
        do {
            return try body()
        } catch {
            StandardStream.message("headroom: \(error)\n")
            throw ExitCode.somethingMissing
        }
    }
}
