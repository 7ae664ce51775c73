import CNVML
import Glibc
import HeadroomCore

/// NVIDIA devices of this machine.
package enum NVMLInventory {
    /// Paths of the library: by the search order of the dynamic linker, then that of WSL.
    package static let paths = ["libnvidia-ml.so.1", "/usr/lib/wsl/lib/libnvidia-ml.so.1"]

    /// Opens the library and finds its devices; the slices of a GPU replace it.
    ///
    /// - Throws: ``DeviceProblem`` if there is no library, or no compatible driver.
    package static func open(paths: [String] = NVMLInventory.paths) throws(DeviceProblem) -> (
        devices: [any DeviceSource], driverVersion: String?
    ) {
        let library = try NVMLLibrary(paths: paths)
        let functions = library.functions
        guard let count = library.number({ functions.device_count?($0) }).value else {
            return ([], library.driverVersion)
        }
        var devices: [any DeviceSource] = []
        for index in 0..<min(count, 256) {
            var handle: nvml_device?
            guard functions.device_by_index?(index, &handle) == NVML_OK.status, let handle else { continue }
            let slices = slices(of: handle, library)
            if slices.isEmpty {
                devices.append(NVMLDevice(library, device: handle, index: Int(index), turn: devices.count))
            }
            for slice in slices {
                devices.append(
                    NVMLDevice(library, device: slice, index: Int(index), turn: devices.count, parent: handle)
                )
            }
        }
        return (devices, library.driverVersion)
    }

    /// Whether this machine has an NVIDIA GPU, or a driver for one, so that the library should be present.
    static var isExpected: Bool {
        let signs = ["/proc/driver/nvidia", "/dev/nvidiactl", "/dev/nvidia0", "/usr/lib/wsl/lib/libnvidia-ml.so.1"]
        return signs.contains { path in access(path, F_OK) == 0 }
    }

    private static func slices(of device: nvml_device, _ library: NVMLLibrary) -> [nvml_device] {
        let functions = library.functions
        var (now, pending): (UInt32, UInt32) = (0, 0)
        guard functions.mig_mode?(device, &now, &pending) == NVML_OK.status, now == 1,
            let most = library.number({ functions.mig_count?(device, $0) }).value
        else { return [] }
        return (0..<min(most, 64)).compactMap { index in
            var slice: nvml_device?
            return functions.mig_device?(device, index, &slice) == NVML_OK.status ? slice : nil
        }
    }
}
