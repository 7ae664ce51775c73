import CNVML
import HeadroomCore

/// Field values, which the driver returns several at a time in one call.
struct NVMLFields {
    /// Field of the driver, and the signal that it contributes to.
    private struct Field {
        var id: Int
        var signal: Signal
        /// Factor from the driver's unit to the base unit.
        var unit: Double
    }

    private static let all = [
        Field(id: NVML_FIELD_ENERGY, signal: .energyJoules, unit: 1e-3),
        Field(id: NVML_FIELD_AVERAGE_POWER, signal: .powerWatts, unit: 1e-3),
        Field(id: NVML_FIELD_INSTANT_POWER, signal: .instantPowerWatts, unit: 1e-3),
        Field(id: NVML_FIELD_POWER_THROTTLED, signal: .powerThrottledSeconds, unit: 1e-9),
        Field(id: NVML_FIELD_SOFTWARE_HEAT_THROTTLED, signal: .heatThrottledSeconds, unit: 1e-9),
        Field(id: NVML_FIELD_HARDWARE_HEAT_THROTTLED, signal: .heatThrottledSeconds, unit: 1e-9),
        Field(id: NVML_FIELD_POWER_BRAKE_THROTTLED, signal: .hardwareThrottledSeconds, unit: 1e-9),
        Field(id: NVML_FIELD_PCIE_SENT, signal: .sentBytes, unit: 1),
        Field(id: NVML_FIELD_PCIE_RECEIVED, signal: .receivedBytes, unit: 1),
    ]

    /// Fields that the device has, with their request and response values.
    private var fields: [Field] = []
    private var values: [nvml_field] = []
    private var counters: [RisingCounter] = []

    /// Reads all fields once: refused fields are not read again.
    init(_ library: NVMLLibrary, _ device: nvml_device, absent: inout [Signal: String]) {
        guard let call = library.functions.fields else {
            for field in Self.all { absent[field.signal] = NVMLLibrary.reason(NVML_FUNCTION_NOT_FOUND.status) }
            return
        }
        var values = Self.all.map { nvml_field.asking(for: $0.id) }
        let status = call(device, Int32(values.count), &values)
        for (field, value) in zip(Self.all, values) {
            let refusal = status == NVML_OK.status ? value.status : status
            if refusal == NVML_OK.status, value.number != nil {
                fields.append(field)
                self.values.append(.asking(for: field.id))
                counters.append(RisingCounter(wrapsAt: value.wrapsAt))
            } else {
                absent[field.signal] = NVMLLibrary.reason(
                    refusal == NVML_OK.status ? NVML_NOT_SUPPORTED.status : refusal
                )
            }
        }
        for field in fields { absent[field.signal] = nil }
    }

    /// Whether a signal is read from fields.
    func contains(_ signal: Signal) -> Bool { fields.contains { $0.signal == signal } }

    /// Reads all fields.
    mutating func read(
        _ library: NVMLLibrary,
        _ device: nvml_device,
        at now: Double,
        powerPeriodSeconds: Double,
        into readings: inout [Reading]
    ) -> nvml_status {
        guard !fields.isEmpty, let call = library.functions.fields else { return NVML_OK.status }
        let status = call(device, Int32(values.count), &values)
        guard status == NVML_OK.status else { return status }
        var sums: [(signal: Signal, value: Double)] = []
        for index in fields.indices {
            guard values[index].status == NVML_OK.status, let number = values[index].number else { continue }
            let field = fields[index]
            let value = (field.signal.isCounter ? counters[index].total(number) : number) * field.unit
            // Several counters of one signal are summed.
            if let same = sums.firstIndex(where: { $0.signal == field.signal }) {
                sums[same].value += value
            } else {
                sums.append((field.signal, value))
            }
        }
        for sum in sums {
            let period = sum.signal == .powerWatts ? powerPeriodSeconds : 0
            readings.append(Reading(sum.signal, at: now, value: sum.value, periodSeconds: period))
        }
        return NVML_OK.status
    }
}

extension nvml_field {
    fileprivate static func asking(for id: Int) -> nvml_field {
        var field = nvml_field()
        field.id = UInt32(id)
        return field
    }

    /// Value by its type; nil for an unknown type, and for all ones, which mean no value.
    fileprivate var number: Double? {
        switch Int(type) {
        case NVML_DOUBLE: value.d.isFinite ? value.d : nil
        case NVML_UINT: value.u == .max ? nil : Double(value.u)
        case NVML_ULONG, NVML_ULONGLONG: value.u64 == .max ? nil : Double(value.u64)
        case NVML_LONGLONG: Double(value.i64)
        case NVML_INT: Double(value.i)
        case NVML_USHORT: Double(value.u16)
        default: nil
        }
    }

    /// Value at which a counter of this type wraps.
    fileprivate var wrapsAt: Double? {
        switch Int(type) {
        case NVML_UINT: 4_294_967_296
        case NVML_ULONG, NVML_ULONGLONG: 18_446_744_073_709_551_616
        default: nil
        }
    }
}
