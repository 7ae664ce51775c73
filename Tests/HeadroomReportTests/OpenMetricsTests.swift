import HeadroomCore
import HeadroomReport
import TestSupport
import Testing

@Suite struct OpenMetricsTests {
    /// Histories of a GPU and the host, with a name that has every character to be escaped in a label.
    private var histories: [DeviceHistory] {
        var gpu = DeviceHistory(DeviceDescription(id: "GPU-1", kind: .nvidia, name: "a \"GPU\" \\ of\nmine", index: 0))
        gpu.description.memoryBytes = 80 << 30
        for second in 0...3 {
            let at = Double(second)
            gpu.append(Reading(.utilization, at: at, value: 0.5, periodSeconds: 1.0 / 6))
            gpu.append(Reading(.smActivity, at: at, value: 0.25, periodSeconds: 0.2))
            gpu.append(Reading(.memoryUsedBytes, at: at, value: 1e9))
            gpu.append(Reading(.instantPowerWatts, at: at, value: 321.5))
            gpu.append(Reading(.energyJoules, at: at, value: 300 * at))
            gpu.append(Reading(.powerThrottledSeconds, at: at, value: 0.1 * at))
        }
        var machine = DeviceHistory(DeviceDescription(id: "cpu", kind: .cpu, name: "a processor"))
        for second in 0...3 { machine.append(Reading(.busySeconds, at: Double(second), value: 2 * Double(second))) }
        return [machine, gpu]
    }

    @Test func itIsAsItWas() {
        let histories = histories
        var machine = WatchDocument.Machine(logicalCPUs: 8, usableCPUs: 4, memoryBytes: 16 << 30)
        machine.fill(from: histories[0], now: 3)
        var document = WatchDocument(host: "here", machine: machine)
        document.devices = histories.map { WatchDocument.Device($0) }
        let text = OpenMetrics.render(document, histories: histories)
        if let difference = Golden().difference(text, "metrics.txt") { Issue.record("\(difference)") }
        // Requirements of the format: its end, no NaN or infinity, and units in the names.
        #expect(text.hasSuffix("# EOF\n") && !text.contains("nan") && !text.contains("inf"))
        for line in text.split(separator: "\n") where line.hasPrefix("# UNIT ") {
            let words = line.split(separator: " ")
            #expect(words[2].hasSuffix("_\(words[3])"), "\(line)")
        }
    }
}
