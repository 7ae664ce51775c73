import Glibc

/// Reason why a file of a driver has no value.
struct SensorRefusal: Error {
    let reason: String
}

/// Conversion of a driver's integers to base units, by a division where possible, so that 83 % is exactly 0.83.
enum UnitScale {
    case ones, millions, percent, thousandths, millionths

    func value(_ number: Double) -> Double {
        switch self {
        case .ones: number
        case .millions: number * 1e6
        case .percent: number / 100
        case .thousandths: number / 1000
        case .millionths: number / 1e6
        }
    }
}

/// Number in a file of a driver.
struct SensorFile {
    private let file: KernelFile?
    private let name: String
    private let reasonWhereClosed: String

    /// Opens the first existing file of several.
    init(_ paths: [String]) {
        let path = paths.first { access($0, F_OK) == 0 }
        name = String((path ?? paths.first ?? "").split(separator: "/").last ?? "")
        file = path.flatMap { KernelFile($0, capacity: 64) }
        reasonWhereClosed = path.map { "only root may read \($0)" } ?? "the driver has no file \(name)"
    }

    init(_ path: String) { self.init([path]) }

    var isOpen: Bool { file != nil }

    /// Current integer in the file.
    func read() throws(SensorRefusal) -> Double {
        guard let file else { throw SensorRefusal(reason: reasonWhereClosed) }
        // A device that sleeps or is being reset refuses temporarily: it is read again later.
        guard let line = file.firstLine() else { throw SensorRefusal(reason: "\(name) cannot be read now") }
        let text = line.prefix { !$0.isWhitespace }
        if let number = UInt64(text), number == .max || number == UInt64(UInt32.max) {
            throw SensorRefusal(reason: "the driver does not know it (\(name) holds all ones)")
        }
        guard let number = Int64(text) else { throw SensorRefusal(reason: "\(name) holds no whole number") }
        return Double(number)
    }

    /// Current value in base units; nil if it is not available or out of range.
    func value(_ scale: UnitScale, in range: ClosedRange<Double>) -> Double? {
        (try? read()).map(scale.value).flatMap { range.contains($0) ? $0 : nil }
    }
}
