package import HeadroomCore

/// Why a device cannot be read, for a person.
package struct DeviceProblem: Error, CustomStringConvertible, Equatable {
    package let description: String
    package let remedy: String?
    /// Whether it only says that there is nothing of the kind here.
    var isAbsence = false

    package var sentence: String { remedy.map { "\(description): \($0)" } ?? description }
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
    ///
    /// - Parameter visible: which of NVIDIA's devices are wanted; nil for all of them.
    package static func open(host: Host, visible: VisibleDevices? = nil) -> DeviceSet {
        var devices = DeviceSet(sources: [Machine(host)])
        do {
            let found = try NVMLInventory.open()
            devices.sources += visible.map { devices.seen(through: $0, of: found.devices) } ?? found.devices
            devices.driverVersion = found.driverVersion
        } catch {
            // Where there is no NVIDIA GPU there is nothing to say of its library.
            if !error.isAbsence || NVMLInventory.isExpected { devices.problems.append(error) }
        }
        let others = DRMInventory.open()
        devices.sources += others.devices
        devices.problems += others.problems
        return devices
    }

    private mutating func seen(through visible: VisibleDevices, of found: [any DeviceSource]) -> [any DeviceSource] {
        guard let ambiguity = visible.ambiguity(among: found.map(\.description)) else {
            return visible.filter(found, by: \.description)
        }
        let remedy = "set CUDA_DEVICE_ORDER=PCI_BUS_ID, or name the devices by their UUIDs; until then all are watched"
        problems.append(DeviceProblem(description: ambiguity, remedy: remedy))
        return found
    }

    /// Whether a device is one that people train on, and no graphics of a processor.
    package static func isTrainer(_ device: DeviceDescription) -> Bool {
        device.kind == .nvidia || device.kind != .cpu && !device.sharesHostMemory
    }

    /// What trains here: the GPUs, or the CPU where there is none.
    ///
    /// The graphics of a processor of AMD's or Intel's are there whether anything trains on them or not: they do not stand
    /// for the machine, but beside its CPU.
    package static func trainers(among devices: [DeviceDescription]) -> [DeviceDescription] {
        let gpus = devices.filter(isTrainer)
        return gpus.isEmpty ? devices : gpus
    }
}
