import FoundationEssentials
import HeadroomDevices
import HeadroomSystem
import Testing

@Suite struct HostTests {
    @Test func theMachineOfTheTestsReadsSensibly() {
        let host = Host.current()
        #expect(host.logicalCPUs >= 1)
        #expect(host.usableCPUs > 0 && host.usableCPUs <= Double(host.logicalCPUs))
        #expect(host.availableMemoryBytes > 0 && host.availableMemoryBytes <= host.memoryBytes)
        #expect(host.defaultMemoryLimitBytes < host.availableMemoryBytes)
        #expect(!host.processorName.isEmpty)
    }

    @Test(arguments: [("0", 1), ("0-3", 4), ("0-3,8", 5), ("1,3,5-6", 4)])
    func listsOfCPUsAreCounted(list: String, count: Int) {
        #expect(UsableCPUs.count(ofList: list) == count)
    }

    @Test(arguments: ["", "x", "3-1", "0-"])
    func listsThatAreNoneGiveNoCount(list: String) {
        #expect(UsableCPUs.count(ofList: list) == nil)
    }

    @Test func busyTimeIsTheShareThatIsNotIdle() throws {
        let before = try #require(HostProcessorTime(table: "cpu  100 0 100 800 0 0 0 0 0 0\ncpu0 1"))
        let after = try #require(HostProcessorTime(table: "cpu  175 0 100 825 0 0 0 0 0 0\n"))
        #expect(after.utilization(since: before) == 0.75)
        #expect(before.utilization(since: before) == nil)
        #expect(HostProcessorTime(table: "intr 5") == nil)
    }
}

@Suite struct ControlGroupTests {
    /// Folder that replaces a mounted control group file system.
    private let root = "/tmp/headroom-cgroup-\(UInt32.random(in: .min ... .max))"

    private func write(_ text: String, _ path: String) throws {
        let file = "\(root)/\(path)"
        let folder = file[..<(file.lastIndex(of: "/") ?? file.startIndex)]
        try FileManager.default.createDirectory(atPath: String(folder), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(filePath: file))
    }

    @Test func theTightestLimitOnTheWayUpHolds() throws {
        defer { try? FileManager.default.removeItem(atPath: root) }
        try write("max\n", "a/b/memory.max")
        try write("1000000\n", "a/memory.max")
        try write("150000 100000\n", "a/b/cpu.max")
        try write("max 100000\n", "a/cpu.max")
        let group = ControlGroup(groups: "0::/a/b\n", mounts: "30 20 0:26 / \(root) rw - cgroup2 cgroup2 rw\n")
        #expect(group.memoryLimitBytes == 1_000_000)
        #expect(group.cpuQuota == 1.5)
    }

    @Test func versionOneKeepsItsControllersApart() throws {
        defer { try? FileManager.default.removeItem(atPath: root) }
        try write("9223372036854771712\n", "memory/x/memory.limit_in_bytes")
        try write("2000000\n", "memory/memory.limit_in_bytes")
        try write("-1\n", "cpu/cpu.cfs_quota_us")
        let group = ControlGroup(
            groups: "4:memory:/x\n1:cpu:/\n0::/\n",
            mounts: """
                31 30 0:27 / \(root)/memory rw - cgroup cgroup rw,memory
                32 30 0:28 / \(root)/cpu rw - cgroup cgroup rw,cpu
                33 30 0:29 / \(root)/unified rw - cgroup2 cgroup2 rw
                """
        )
        #expect(group.memoryLimitBytes == 2_000_000)
        #expect(group.cpuQuota == nil)
    }

    @Test func withoutGroupsThereIsNoLimit() {
        let group = ControlGroup(groups: "", mounts: "")
        #expect(group.memoryLimitBytes == nil && group.cpuQuota == nil)
    }
}
