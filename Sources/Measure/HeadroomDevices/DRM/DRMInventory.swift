import Glibc

/// GPUs of AMD and Intel, found through the kernel's DRM files.
package enum DRMInventory {
    /// Finds the GPUs; none without `/sys/class/drm`.
    ///
    /// - Parameters:
    ///   - root: prefix of the paths of the kernel's files; empty for this machine.
    ///   - seesAllProcesses: whether this user may see the open files of other users' processes.
    package static func open(root: String = "", seesAllProcesses: Bool = geteuid() == 0) -> (
        devices: [any DeviceSource], problems: [DeviceProblem]
    ) {
        // All devices share one process scan.
        let clients = DRMClients(root: root, seesAllProcesses: seesAllProcesses)
        var devices: [any DeviceSource] = []
        var problems: [DeviceProblem] = []
        var ids: Set<String> = []
        for card in DRMCard.all(root: root) {
            switch (card.vendor, card.driver) {
            case ("0x1002", "amdgpu"):
                let unique = AMDDevice.uniqueId(of: card).flatMap { ids.insert($0).inserted ? $0 : nil }
                devices.append(AMDDevice(card, clients: clients, id: unique ?? card.id))
            case ("0x8086", "i915"), ("0x8086", "xe"):
                devices.append(IntelDevice(card, clients: clients))
            case ("0x1002", let driver):
                problems.append(problem("AMD", card, driver: driver, known: "amdgpu"))
            case ("0x8086", let driver):
                problems.append(problem("Intel", card, driver: driver, known: "i915 or xe"))
            default: continue
            }
        }
        return (devices, problems)
    }

    private static func problem(_ vendor: String, _ card: DRMCard, driver: String?, known: String) -> DeviceProblem {
        DeviceProblem(
            description: "\(vendor)'s GPU \(card.device) cannot be read: its driver is \(driver ?? "unknown")",
            remedy: "figures come from the drivers \(known) only; see whether one of them knows this GPU"
        )
    }
}
