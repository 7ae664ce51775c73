import HeadroomCore
import HeadroomSystem

/// A device of a recording, played back as if it were here.
final class ReplayedDevice: DeviceSource {
    private(set) var description: DeviceDescription
    private(set) var processes: [DeviceProcess]?
    private var rest: ArraySlice<DeviceLine>
    /// What the clock of this machine is ahead of the recording's.
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
    /// The devices of a recording, which begin to play now.
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
