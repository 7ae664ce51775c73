import HeadroomCore
import HeadroomSystem

/// Device of a recording, replayed as if it were present.
final class ReplayedDevice: DeviceSource {
    private(set) var description: DeviceDescription
    private(set) var processes: [DeviceProcess]?
    private var rest: ArraySlice<DeviceLine>
    /// Offset of this machine's monotonic clock from the recording's, in seconds.
    private let shiftSeconds: Double

    init(_ description: DeviceDescription, lines: [DeviceLine], shiftSeconds: Double) {
        self.description = description
        self.shiftSeconds = shiftSeconds
        rest = lines[...]
    }

    func read(at now: Double, into readings: inout [Reading]) {
        while let line = rest.first, line.at + shiftSeconds <= now {
            rest = rest.dropFirst()
            switch line.content {
            case .description(let description): self.description = description
            case .processes(let processes): self.processes = processes
            case .readings(let recorded):
                readings += recorded.map { reading in
                    var reading = reading
                    reading.at += shiftSeconds
                    return reading
                }
            }
        }
    }
}

extension DeviceSet {
    /// Devices of a recording, replayed from now on.
    package static func replaying(_ lines: [DeviceLine], driverVersion: String?) -> DeviceSet {
        let shift = MonotonicClock.seconds() - (lines.first?.at ?? 0)
        var order: [DeviceDescription] = []
        for line in lines {
            if case .description(let description) = line.content, !order.contains(where: { $0.id == line.device }) {
                order.append(description)
            }
        }
        let sources = order.map { description in
            ReplayedDevice(description, lines: lines.filter { $0.device == description.id }, shiftSeconds: shift)
        }
        return DeviceSet(sources: sources, driverVersion: driverVersion)
    }
}
