import HeadroomCore
import HeadroomDevices
import Testing

@Suite struct DRMInventoryTests {
    private let tree = FixtureTree()

    @Test func withoutGraphicsThereIsNothing() {
        let found = DRMInventory.open(root: "/nowhere", seesAllProcesses: true)
        #expect(found.devices.isEmpty && found.problems.isEmpty)
    }

    @Test func cardsOfSeveralVendorsAreFoundInTheirOrder() {
        tree.card(10, vendor: "0x8086", device: "0x56c0", driver: "xe", address: "0000:0a:00.0")
        tree.card(0, vendor: "0x8086", device: "0x46a6", driver: "i915", address: "0000:00:02.0")
        tree.card(2, vendor: "0x1002", device: "0x740F", driver: "amdgpu", address: "0000:03:00.0")
        // NVIDIA's devices have their own library.
        tree.card(1, vendor: "0x10de", device: "0x2330", driver: "nvidia", address: "0000:04:00.0")
        for name in ["card0-HDMI-A-1", "card2-DP-1", "cardx", "card", "card-1", "renderD128", "version"] {
            tree.write("0x1002\n", "sys/class/drm/\(name)/device/vendor")
        }
        let found = DRMInventory.open(root: tree.root, seesAllProcesses: true)
        #expect(found.problems.isEmpty)
        let descriptions = found.devices.map(\.description)
        #expect(descriptions.map(\.kind) == [.intel, .amd, .intel])
        #expect(descriptions.map(\.index) == [0, 2, 10])
        #expect(descriptions.map(\.name) == ["Intel GPU 0x46a6", "AMD GPU 0x740f", "Intel GPU 0x56c0"])
        #expect(descriptions.map(\.id) == ["pci 0000:00:02.0", "pci 0000:03:00.0", "pci 0000:0a:00.0"])
    }

    @Test func aCardWithAnotherDriverIsTold() throws {
        tree.card(0, vendor: "0x1002", device: "0x6798", driver: "radeon", address: "0000:03:00.0")
        tree.card(1, vendor: "0x8086", device: "0x7d55", driver: "vfio-pci", address: "0000:04:00.0")
        let found = DRMInventory.open(root: tree.root, seesAllProcesses: true)
        #expect(found.devices.isEmpty)
        #expect(
            found.problems.map(\.description) == [
                "AMD's GPU 0x6798 cannot be read: its driver is radeon",
                "Intel's GPU 0x7d55 cannot be read: its driver is vfio-pci",
            ]
        )
        #expect(found.problems.allSatisfy { $0.remedy != nil })
    }

    @Test func cardsThatClaimTheSameNumberAreToldApart() {
        for number in 0..<3 {
            tree.card(number, vendor: "0x1002", device: "0x740c", driver: "amdgpu", address: "0000:0\(number):00.0")
            tree.write(
                number < 2 ? "00000000000000aa\n" : "0000000000000000\n",
                "sys/class/drm/card\(number)/device/unique_id"
            )
        }
        let ids = tree.devices().map(\.description.id)
        #expect(ids == ["00000000000000aa", "pci 0000:01:00.0", "pci 0000:02:00.0"])
    }

    @Test func oneLookAtTheProcessesServesAllCards() throws {
        tree.card(0, vendor: "0x8086", device: "0x56a0", driver: "i915", address: "0000:03:00.0")
        tree.card(1, vendor: "0x1002", device: "0x740c", driver: "amdgpu", address: "0000:04:00.0")
        tree.process(
            4_200_001,
            file: 5,
            ["drm-driver:\ti915", "drm-pdev:\t0000:03:00.0", "drm-client-id:\t1", "drm-total-local0:\t1 MiB"]
        )
        // The same ID for a client of another device is another client.
        tree.process(
            4_200_001,
            file: 6,
            ["drm-driver:\tamdgpu", "drm-pdev:\t0000:04:00.0", "drm-client-id:\t1", "drm-memory-vram:\t7 KiB"]
        )
        let devices = tree.devices()
        for device in devices { _ = device.look(at: 0) }
        #expect(devices.map { $0.processes?.map(\.memoryBytes) } == [[1_048_576], [7168]])
    }

    @Test func aSamplerReadsThemBesideEachOther() async throws {
        tree.card(0, vendor: "0x8086", device: "0x56a0", driver: "i915", address: "0000:03:00.0")
        tree.card(1, vendor: "0x1002", device: "0x740c", driver: "amdgpu", address: "0000:04:00.0")
        tree.write("50\n", "sys/class/drm/card1/device/gpu_busy_percent")
        let root = tree.root
        let sampler = Sampler { DeviceSet(sources: DRMInventory.open(root: root, seesAllProcesses: true).devices) }
        defer { sampler.stop() }
        #expect(sampler.waitUntilOpen(seconds: 5))
        let deadline = ContinuousClock.now + .seconds(5)
        while sampler.histories().contains(where: { $0.latest(.utilization) == nil }), ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(50))
        }
        #expect(sampler.histories().map { $0.latest(.utilization) } == [0, 0.5])
        #expect(sampler.histories().map(\.processes) == [[], []])
    }
}
