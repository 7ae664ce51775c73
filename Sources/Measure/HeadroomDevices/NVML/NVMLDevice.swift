import CNVML
import HeadroomCore

/// NVIDIA GPU, or a MIG slice of one.
final class NVMLDevice: DeviceSource {
    private(set) var description: DeviceDescription
    private(set) var processes: [DeviceProcess]?

    private let library: NVMLLibrary
    private let device: nvml_device
    private var absent: [Signal: String] = [:] {
        didSet { description.absent = Dictionary(uniqueKeysWithValues: absent.map { ($0.rawValue, $1) }) }
    }
    private var fields: NVMLFields
    private var samples: NVMLSamples? = NVMLSamples()
    private var performance: NVMLPerformance?
    /// Without throttling counters in the driver, the current state is polled and the time is summed.
    private var throttling = ThrottleState()
    private var energyCounter = RisingCounter(wrapsAt: 18_446_744_073_709_551_616)
    private let powerPeriodSeconds: Double
    private let isSlice: Bool
    private var isLost = false

    private var performanceSchedule: Schedule
    private var clockSchedule: Schedule
    /// Shorter than a second, since a trial may be, and its process starts later than the trial.
    private var processSchedule: Schedule
    private var processNames = ProcessNames.Cache()

    /// - Parameters:
    ///   - turn: index among all devices, to stagger their readings.
    ///   - parent: the whole GPU, if `device` is a slice of it.
    init(_ library: NVMLLibrary, device: nvml_device, index: Int, turn: Int, parent: nvml_device? = nil) {
        self.library = library
        self.device = device
        isSlice = parent != nil
        performanceSchedule = Schedule(every: 0.2, turn: turn)
        clockSchedule = Schedule(every: 1, turn: turn)
        processSchedule = Schedule(every: 0.5, turn: turn)
        let functions = library.functions
        let name = library.text { functions.name?(device, $0, $1) } ?? "NVIDIA GPU"
        let bus = Self.busAddress(library, parent ?? device)
        let id = library.text { functions.uuid?(device, $0, $1) } ?? bus ?? "nvidia \(index)"
        description = DeviceDescription(id: id, kind: .nvidia, name: name, index: index)
        // Ampere's data center GPUs and older GPUs report instantaneous power, all others an average over a second.
        let capability = Self.capability(library, parent ?? device)
        powerPeriodSeconds = capability.map { $0.major > 8 || $0.major == 8 && $0.minor > 0 ? 1 : 0 } ?? 1
        var absent: [Signal: String] = [:]
        fields = NVMLFields(library, device, absent: &absent)
        do {
            var instance: UInt32?
            if isSlice { instance = library.number { functions.gpu_instance?(device, $0) }.value }
            performance = try NVMLPerformance(library, device: parent ?? device, gpuInstance: instance)
        } catch {
            for signal in NVMLPerformance.signals { absent[signal] = NVMLLibrary.reason(error.status) }
        }
        description.powerLimitWatts = library.number { functions.power_limit?(device, $0) }.value.map {
            Double($0) / 1000
        }
        description.greatestClockHertz = library.number {
            functions.greatest_clock?(device, Int32(NVML_CLOCK_SM), $0)
        }.value.map { Double($0) * 1e6 }
        description.memoryBytes = memory().value.map { Int(clamping: $0.total) }
        self.absent = absent
        description.absent = Dictionary(uniqueKeysWithValues: absent.map { ($0.rawValue, $1) })
    }

    private static func busAddress(_ library: NVMLLibrary, _ device: nvml_device) -> String? {
        var pci = nvml_pci()
        guard library.functions.pci?(device, &pci) == NVML_OK.status else { return nil }
        return "pci \(String(pci.domain, radix: 16)):\(String(pci.bus, radix: 16)):\(String(pci.device, radix: 16))"
    }

    private static func capability(_ library: NVMLLibrary, _ device: nvml_device) -> (major: Int32, minor: Int32)? {
        var (major, minor): (Int32, Int32) = (0, 0)
        guard library.functions.compute_capability?(device, &major, &minor) == NVML_OK.status else { return nil }
        return (major, minor)
    }

    func read(at now: Double, into readings: inout [Reading]) {
        guard !isLost else { return }
        note(
            fields.read(library, device, at: now, powerPeriodSeconds: powerPeriodSeconds, into: &readings),
            for: .powerWatts
        )
        readUtilization(at: now, into: &readings)
        readPower(at: now, into: &readings)
        readThrottling(at: now, into: &readings)
        readMemory(at: now, into: &readings)
        if let performance, performanceSchedule.isDue(at: now) {
            let status = performance.read(at: now, into: &readings)
            for signal in NVMLPerformance.signals { note(status, for: signal) }
            if absent[.smActivity] != nil { self.performance = nil }
        }
        if clockSchedule.isDue(at: now) { readClocks(at: now, into: &readings) }
        if processSchedule.isDue(at: now) { readProcesses() }
    }

    // MARK: Signals

    private func readUtilization(at now: Double, into readings: inout [Reading]) {
        guard absent[.utilization] == nil else { return }
        if samples != nil {
            let offset = WallClock.offsetSeconds()
            let refusal = samples?.read(library, device, at: now, wallOffsetSeconds: offset, into: &readings)
            guard let refusal else { return }
            if refusal.isForGood { samples = nil } else { note(refusal.status, for: .utilization) }
            return
        }
        guard let call = library.functions.utilization else {
            return note(NVML_FUNCTION_NOT_FOUND.status, for: .utilization)
        }
        var rates = nvml_utilization()
        let status = call(device, &rates)
        note(status, for: .utilization)
        guard status == NVML_OK.status, rates.gpu <= 100 else { return }
        // The driver documents a period between a sixth of a second and a second.
        readings.append(Reading(.utilization, at: now, value: Double(rates.gpu) / 100, periodSeconds: 1))
        guard rates.memory <= 100 else { return }
        readings.append(Reading(.memoryActivity, at: now, value: Double(rates.memory) / 100, periodSeconds: 1))
    }

    /// Reads values that are not in the fields by separate calls.
    private func readPower(at now: Double, into readings: inout [Reading]) {
        let functions = library.functions
        if !fields.contains(.powerWatts), !fields.contains(.instantPowerWatts), asks(.powerWatts) {
            let power: Result<UInt32, NVMLRefusal> = library.number { functions.power?(device, $0) }
            take(power, .powerWatts, at: now, unit: 1e-3, periodSeconds: powerPeriodSeconds, into: &readings)
        }
        if !fields.contains(.energyJoules), asks(.energyJoules) {
            let energy: Result<UInt64, NVMLRefusal> = library.number { functions.energy?(device, $0) }
            take(energy.map { energyCounter.total(Double($0)) }, .energyJoules, at: now, unit: 1e-3, into: &readings)
        }
    }

    private func readThrottling(at now: Double, into readings: inout [Reading]) {
        guard !fields.contains(.powerThrottledSeconds), asks(.powerThrottledSeconds) else { return }
        let functions = library.functions
        switch library.number({ functions.clock_reasons?(device, $0) }) {
        case .success(let reasons):
            for signal in ThrottleState.signals where absent[signal] != nil { absent[signal] = nil }
            throttling.read(reasons: reasons, at: now, into: &readings)
        case .failure(let refusal): note(refusal.status, for: .powerThrottledSeconds)
        }
    }

    private func readMemory(at now: Double, into readings: inout [Reading]) {
        guard asks(.memoryUsedBytes) else { return }
        switch memory() {
        case .success(let memory):
            absent[.memoryUsedBytes] = nil
            readings.append(Reading(.memoryUsedBytes, at: now, value: Double(memory.used)))
            if let reserved = memory.reserved {
                readings.append(Reading(.memoryReservedBytes, at: now, value: Double(reserved)))
            }
        case .failure(let refusal):
            // A device without dedicated memory uses host memory.
            if refusal.status == NVML_NOT_SUPPORTED.status { description.sharesHostMemory = true }
            note(refusal.status, for: .memoryUsedBytes)
        }
    }

    /// Memory by version 2 of the call, which separates the driver's reserved memory; otherwise by version 1.
    private func memory() -> Result<(total: UInt64, reserved: UInt64?, used: UInt64), NVMLRefusal> {
        var second = nvml_memory_v2()
        second.version = UInt32(MemoryLayout<nvml_memory_v2>.stride) | 2 << 24
        if library.functions.memory_v2?(device, &second) == NVML_OK.status, second.total != .max {
            return .success((second.total, second.reserved, second.used))
        }
        var first = nvml_memory()
        let status = library.functions.memory?(device, &first) ?? NVML_FUNCTION_NOT_FOUND.status
        guard status == NVML_OK.status else { return .failure(NVMLRefusal(status: status)) }
        guard first.total != .max, first.used != .max else {
            return .failure(NVMLRefusal(status: NVML_NOT_SUPPORTED.status))
        }
        return .success((first.total, nil, first.used))
    }

    private func readClocks(at now: Double, into readings: inout [Reading]) {
        let functions = library.functions
        for (clock, signal) in [(NVML_CLOCK_SM, Signal.clockHertz), (NVML_CLOCK_MEMORY, .memoryClockHertz)]
        where asks(signal) {
            let value: Result<UInt32, NVMLRefusal> = library.number { functions.clock?(device, Int32(clock), $0) }
            take(value, signal, at: now, unit: 1e6, into: &readings)
        }
        if asks(.temperatureCelsius) {
            let value: Result<UInt32, NVMLRefusal> = library.number { functions.temperature?(device, 0, $0) }
            take(value, .temperatureCelsius, at: now, unit: 1, into: &readings)
        }
    }

    private func readProcesses() {
        var found: [DeviceProcess] = []
        var isKnown = false
        for call in [library.functions.processes, library.functions.graphics_processes] {
            guard let call else { continue }
            var list = [nvml_process](repeating: nvml_process(), count: 64)
            var count = UInt32(list.count)
            var status = call(device, &count, &list)
            if status == NVML_INSUFFICIENT_SIZE.status {
                list = [nvml_process](repeating: nvml_process(), count: Int(count) + 16)
                count = UInt32(list.count)
                status = call(device, &count, &list)
            }
            guard status == NVML_OK.status else { continue }
            isKnown = true
            for entry in list.prefix(Int(count)) where !found.contains(where: { $0.processId == Int(entry.pid) }) {
                found.append(processNames.process(Int(entry.pid), memoryBytes: entry.used))
            }
        }
        processNames.keep(only: found)
        processes = isKnown ? found : nil
    }

    // MARK: Refusals

    /// Whether a signal has not been refused permanently.
    private func asks(_ signal: Signal) -> Bool { refusedForGood[signal] == nil }

    private var refusedForGood: [Signal: Bool] = [:]

    private func take<Value: BinaryInteger>(
        _ result: Result<Value, NVMLRefusal>,
        _ signal: Signal,
        at now: Double,
        unit: Double,
        periodSeconds: Double = 0,
        into readings: inout [Reading]
    ) {
        take(result.map { Double($0) }, signal, at: now, unit: unit, periodSeconds: periodSeconds, into: &readings)
    }

    private func take(
        _ result: Result<Double, NVMLRefusal>,
        _ signal: Signal,
        at now: Double,
        unit: Double,
        periodSeconds: Double = 0,
        into readings: inout [Reading]
    ) {
        switch result {
        case .success(let value):
            note(NVML_OK.status, for: signal)
            readings.append(Reading(signal, at: now, value: value * unit, periodSeconds: periodSeconds))
        case .failure(let refusal): note(refusal.status, for: signal)
        }
    }

    /// Records why a signal is not read, and clears the reason once it is.
    private func note(_ status: nvml_status, for signal: Signal) {
        let refusal = NVMLRefusal(status: status)
        guard status != NVML_OK.status else {
            if refusedForGood[signal] == nil, absent[signal] != nil, !isSlice { absent[signal] = nil }
            return
        }
        var reason = NVMLLibrary.reason(status)
        if isSlice, refusal.isForGood { reason = "told for whole GPUs only, and this is a slice of one (MIG)" }
        if absent[signal] != reason { absent[signal] = reason }
        if refusal.isForGood { refusedForGood[signal] = true }
        if refusal.isLost {
            isLost = true
            description.isLost = true
            for signal in Signal.allCases where !signal.isOfTheMachine { absent[signal] = reason }
            processes = nil
        }
    }
}
