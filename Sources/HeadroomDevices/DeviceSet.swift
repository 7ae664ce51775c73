package import HeadroomCore

/// Why a device cannot be read, for a person.
package struct DeviceProblem: Error, CustomStringConvertible, Equatable {
    package let description: String
    package let remedy: String?
}

/// The devices of a machine, opened to be read.
package struct DeviceSet {
    /// The machine itself comes first: it is there even where nothing else is.
    package var sources: [any DeviceSource]
    package var driverVersion: String?
    /// What is here and cannot be read.
    package var problems: [DeviceProblem] = []

    package init(sources: [any DeviceSource], driverVersion: String? = nil) {
        self.sources = sources
        self.driverVersion = driverVersion
    }

    /// Opens what this machine has; a driver that is asleep takes a second or two to answer.
    package static func open(host: Host) -> DeviceSet {
        var devices = DeviceSet(sources: [Machine(host)])
        do {
            let found = try NVMLInventory.open()
            devices.sources += found.devices
            devices.driverVersion = found.driverVersion
        } catch {
            // Where there is no NVIDIA GPU there is nothing to say of its library.
            if NVMLInventory.isExpected { devices.problems.append(error) }
        }
        let others = DRMInventory.open()
        devices.sources += others.devices
        devices.problems += others.problems
        return devices
    }

    /// What trains here: the GPUs, or the CPU where there is none.
    ///
    /// The graphics of a processor of AMD's or Intel's are there whether anything trains on them or not: they do not stand
    /// for the machine, but beside its CPU.
    package static func trainers(among devices: [DeviceDescription]) -> [DeviceDescription] {
        let gpus = devices.filter { $0.kind == .nvidia || $0.kind != .cpu && !$0.sharesHostMemory }
        return gpus.isEmpty ? devices : gpus
    }
}
