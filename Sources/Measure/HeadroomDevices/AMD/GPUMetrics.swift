/// Metrics of an AMD GPU's firmware, from the driver's file `gpu_metrics`.
///
/// The layouts are those of the kernel's `kgd_pp_interface.h` (`struct gpu_metrics_v1_1` to `v1_8`), little-endian with
/// C padding. Fields of all ones are missing on the GPU.
struct GPUMetrics {
    /// Throttle reasons.
    enum Limits {
        /// Current reasons, one bit each.
        case state(UInt64)
        /// Time of each reason, in cycles of a counter.
        case residencies(Residencies)
    }

    struct Residencies {
        var counter: UInt32
        var outside: UInt32?
        var power: UInt32?
        var heat: [UInt32]
    }

    /// Fraction of time during which the compute units were busy.
    let coreActivity: Double?
    /// Fraction of time during which the memory controller was busy.
    let memoryActivity: Double?
    /// Energy counter, in units of the firmware.
    let energyUnits: UInt64?
    /// Whether the layout defines the energy unit.
    let isEnergyUnitStated: Bool
    let limits: Limits?

    /// 2^-16 J, or 15.259 µJ.
    static let joulesPerUnit = 1.0 / 65_536

    private struct Layout {
        var coreActivity: Int
        var memoryActivity: Int
        var energy: Int
        var isEnergyUnitStated = true
        /// Offset of the reasons that are the same on every GPU (`indep_throttle_status`).
        var state: Int?
        /// Offset of a counter and the cycles of five reasons (`accumulation_counter` and the fields after it).
        var residencies: Int?
        /// Size in bytes, for a revision with several layouts.
        var size: Int?

        /// End of the last field that is read.
        var end: Int {
            max(energy + 8, state.map { $0 + 8 } ?? 0, residencies.map { $0 + 24 } ?? 0)
        }
    }

    private static let layouts: [Int: Layout] = {
        let first = Layout(coreActivity: 16, memoryActivity: 18, energy: 24, isEnergyUnitStated: false)
        var third = first
        third.state = 112
        let fourth = Layout(coreActivity: 12, memoryActivity: 14, energy: 24)
        var fifth = fourth
        fifth.energy = 88
        // An earlier layout of this revision, of 384 bytes, was removed from the kernel.
        let sixth = Layout(coreActivity: 12, memoryActivity: 14, energy: 16, residencies: 32, size: 1664)
        var seventh = fourth
        seventh.residencies = 40
        return [1: first, 2: first, 3: third, 4: fourth, 5: fifth, 6: sixth, 7: seventh, 8: seventh]
    }()

    /// Parses the content of the file.
    init(_ bytes: [UInt8]) throws(SensorRefusal) {
        guard bytes.count >= 4 else { throw SensorRefusal(reason: "gpu_metrics is cut off") }
        let size = Int(bytes[0]) | Int(bytes[1]) << 8
        let (format, content) = (Int(bytes[2]), Int(bytes[3]))
        guard format == 1, let layout = Self.layouts[content], layout.size ?? size == size else {
            throw SensorRefusal(reason: "revision \(format).\(content) of gpu_metrics (\(size) bytes) is not known")
        }
        guard size >= layout.end, bytes.count >= layout.end else {
            throw SensorRefusal(reason: "gpu_metrics is cut off")
        }
        func number<Number: FixedWidthInteger>(at offset: Int) -> Number? {
            let width = MemoryLayout<Number>.size
            let number = (0..<width).reduce(Number(0)) {
                $0 | Number(truncatingIfNeeded: bytes[offset + $1]) << (8 * $1)
            }
            return number == .max ? nil : number
        }
        func share(at offset: Int) -> Double? {
            let percent: UInt16? = number(at: offset)
            return percent.flatMap { $0 <= 100 ? Double($0) / 100 : nil }
        }
        coreActivity = share(at: layout.coreActivity)
        memoryActivity = share(at: layout.memoryActivity)
        energyUnits = number(at: layout.energy)
        isEnergyUnitStated = layout.isEnergyUnitStated
        if let state = layout.state {
            limits = number(at: state).map { .state($0) }
        } else if let start = layout.residencies, let counter: UInt32 = number(at: start) {
            let parts: [UInt32?] = (1...5).map { number(at: start + 4 * $0) }
            limits = .residencies(
                Residencies(counter: counter, outside: parts[0], power: parts[1], heat: parts[2...].compactMap(\.self))
            )
        } else {
            limits = nil
        }
    }

    /// Whether the GPU is integrated, and shares the memory of the machine: these have layouts of formats 2 and 3.
    static func isIntegrated(_ bytes: [UInt8]) -> Bool { bytes.count >= 4 && (2...3).contains(bytes[2]) }
}
