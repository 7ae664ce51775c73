package import HeadroomCore

/// Reason why a device cannot be read, for the user.
package struct DeviceProblem: Error, CustomStringConvertible, Equatable {
    package let description: String
    package let remedy: String?
    /// Whether it only means that there is no device of the kind.
    var isAbsence = false

    package var sentence: String { remedy.map { "\(description): \($0)" } ?? description }
}

/// Devices of a machine, opened for reading.
package struct DeviceSet {
    /// Devices; the machine itself, which is always present, is the first.
    package var sources: [any DeviceSource]
    package var driverVersion: String?
    /// Devices that are present but cannot be read.
    package var problems: [DeviceProblem] = []

    package init(sources: [any DeviceSource], driverVersion: String? = nil) {
        self.sources = sources
        self.driverVersion = driverVersion
    }

    /// Opens the devices of this machine; an idle driver takes a second or two to answer.
    ///
    /// - Parameter visible: selects NVIDIA devices; nil for all.
    package static func open(host: Host, visible: VisibleDevices? = nil) -> DeviceSet {
        var devices = DeviceSet(sources: [HostDevice(host)])
        do {
            let found = try NVMLInventory.open()
            devices.sources += visible.map { devices.seen(through: $0, of: found.devices) } ?? found.devices
            devices.driverVersion = found.driverVersion
        } catch {
            // Without an NVIDIA GPU, a missing library is not a problem.
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

    /// Whether a device is a device for training, not an integrated GPU of AMD or Intel.
    package static func isTrainingDevice(_ device: DeviceDescription) -> Bool {
        device.kind == .nvidia || device.kind != .cpu && !device.sharesHostMemory
    }

    /// Devices for training: the GPUs, or the CPU if there are none.
    ///
    /// An integrated GPU of AMD or Intel is present whether or not a training uses it: it is listed along with the CPU.
    package static func trainers(among devices: [DeviceDescription]) -> [DeviceDescription] {
        let gpus = devices.filter(isTrainingDevice)
        return gpus.isEmpty ? devices : gpus
    }
}
