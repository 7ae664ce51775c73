package import HeadroomCore

/// State of the devices and the machine in the OpenMetrics text format of Prometheus, in base units, which are part of
/// the names.
package enum OpenMetrics {
    package static let contentType = "application/openmetrics-text; version=1.0.0; charset=utf-8"

    /// Metric family: metrics that differ only in their labels.
    private struct Family {
        enum Kind: String { case gauge, counter }

        var name: String
        var kind: Kind = .gauge
        var unit: String
        var help: String
        var samples: [(labels: [(String, String)], value: Double)]
    }

    package static func render(_ document: WatchDocument, histories: [DeviceHistory]) -> String {
        let families = devices(document) + counters(histories) + machine(document.machine)
        return families.filter { !$0.samples.isEmpty }.map(text).joined() + "# EOF\n"
    }

    private static func text(_ family: Family) -> String {
        var text = "# TYPE \(family.name) \(family.kind.rawValue)\n"
        if !family.unit.isEmpty { text += "# UNIT \(family.name) \(family.unit)\n" }
        text += "# HELP \(family.name) \(family.help)\n"
        let ending = family.kind == .counter ? "_total" : ""
        for (labels, value) in family.samples {
            let list = labels.map { "\($0.0)=\"\(escaped($0.1))\"" }.joined(separator: ",")
            text += "\(family.name)\(ending)\(list.isEmpty ? "" : "{\(list)}") \(value)\n"
        }
        return text
    }

    /// Escapes the three special characters of a label value.
    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }

    private static func labels(_ id: String, _ name: String, _ kind: DeviceDescription.Kind) -> [(String, String)] {
        [("device", id), ("kind", kind.rawValue), ("name", name)]
    }

    private static func devices(_ document: WatchDocument) -> [Family] {
        func family(
            _ name: String,
            _ unit: String,
            _ help: String,
            _ value: (WatchDocument.Device) -> Double?
        ) -> Family {
            Family(
                name: "headroom_device_\(name)",
                unit: unit,
                help: help,
                samples: document.devices.compactMap { device in
                    value(device).map { (labels(device.id, device.name, device.kind), $0) }
                }
            )
        }
        return [
            family("utilization_ratio", "ratio", "Share of time during which anything ran on the device.") {
                $0.utilization
            },
            family("sm_activity_ratio", "ratio", "Share of the multiprocessors that had work.") { $0.smActivity },
            family("sm_occupancy_ratio", "ratio", "Warps on the multiprocessors over the most there could be.") {
                $0.smOccupancy
            },
            family("tensor_activity_ratio", "ratio", "Share of time during which the tensor cores worked.") {
                $0.tensorActivity
            },
            family("memory_bandwidth_ratio", "ratio", "Memory traffic over the most there can be.") {
                $0.memoryBandwidthUtilization
            },
            family("memory_used_bytes", "bytes", "Memory that programs hold.") { $0.memoryUsedBytes.map(Double.init) },
            family("memory_size_bytes", "bytes", "Memory that the device has.") { $0.memoryBytes.map(Double.init) },
            family("power_watts", "watts", "Power that the device takes.") { $0.powerWatts },
            family("power_limit_watts", "watts", "Power that the device may take.") { $0.powerLimitWatts },
            family("clock_hertz", "hertz", "Clock of the multiprocessors.") { $0.clockHertz },
            family("temperature_celsius", "celsius", "Temperature of the device.") { $0.temperatureCelsius },
            family("processes", "", "Processes on the device.") { $0.processes.map { Double($0.count) } },
        ]
    }

    private static func counters(_ histories: [DeviceHistory]) -> [Family] {
        let counters: [(Signal, String, String, String)] = [
            (.energyJoules, "headroom_device_energy_joules", "joules", "Energy taken."),
            (.powerThrottledSeconds, "headroom_device_power_throttled_seconds", "seconds", "Time held down for power."),
            (.heatThrottledSeconds, "headroom_device_heat_throttled_seconds", "seconds", "Time held down for heat."),
            (.sentBytes, "headroom_device_sent_bytes", "bytes", "Bytes sent over the bus."),
            (.receivedBytes, "headroom_device_received_bytes", "bytes", "Bytes received over the bus."),
            (.busySeconds, "headroom_host_busy_seconds", "seconds", "Processor time of all programs."),
            (.cpuPressureSeconds, "headroom_host_cpu_pressure_seconds", "seconds", "Time a thread had no CPU."),
            (.memoryPressureSeconds, "headroom_host_memory_pressure_seconds", "seconds", "Time waited for memory."),
            (.diskPressureSeconds, "headroom_host_disk_pressure_seconds", "seconds", "Time waited for a disk."),
            (.diskReadBytes, "headroom_host_disk_read_bytes", "bytes", "Bytes read from disks."),
            (.diskWrittenBytes, "headroom_host_disk_written_bytes", "bytes", "Bytes written to disks."),
            (.networkReceivedBytes, "headroom_host_network_received_bytes", "bytes", "Bytes received by networks."),
            (.networkSentBytes, "headroom_host_network_sent_bytes", "bytes", "Bytes sent by networks."),
        ]
        return counters.map { signal, name, unit, help in
            Family(
                name: name,
                kind: .counter,
                unit: unit,
                help: help,
                samples: histories.compactMap { history in
                    let description = history.description
                    let named = labels(description.id, description.name, description.kind)
                    return history.latest(signal).map { (signal.isOfTheMachine ? [] : named, $0) }
                }
            )
        }
    }

    private static func machine(_ machine: WatchDocument.Machine) -> [Family] {
        func family(_ name: String, _ unit: String, _ help: String, _ value: Double?) -> Family {
            Family(name: "headroom_host_\(name)", unit: unit, help: help, samples: value.map { [([], $0)] } ?? [])
        }
        return [
            family("cpus", "", "CPUs of the machine.", Double(machine.logicalCPUs)),
            family("memory_size_bytes", "bytes", "Memory of the machine.", Double(machine.memoryBytes)),
            family(
                "memory_available_bytes",
                "bytes",
                "Memory that programs may still take.",
                machine.memoryAvailableBytes.map(Double.init)
            ),
        ]
    }
}
