import Glibc

/// Why a file of a driver tells nothing.
struct SensorRefusal: Error {
    let reason: String
}

/// How a driver's whole numbers become our units: divided rather than multiplied by a part, so that 83 % are 0.83.
enum Scale {
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

/// A number that a driver tells in a file.
struct SensorFile {
    private let file: KernelFile?
    private let name: String
    private let reasonWhereClosed: String

    /// Opens the first of several files that is there.
    init(_ paths: [String]) {
        let path = paths.first { access($0, F_OK) == 0 }
        name = String((path ?? paths.first ?? "").split(separator: "/").last ?? "")
        file = path.flatMap { KernelFile($0, capacity: 64) }
        reasonWhereClosed = path.map { "only root may read \($0)" } ?? "the driver has no file \(name)"
    }

    init(_ path: String) { self.init([path]) }

    var isOpen: Bool { file != nil }

    /// The whole number that the file holds now.
    func read() throws(SensorRefusal) -> Double {
        guard let file else { throw SensorRefusal(reason: reasonWhereClosed) }
        // A device that sleeps or is being reset refuses for a while: it is asked again.
        guard let line = file.firstLine() else { throw SensorRefusal(reason: "\(name) cannot be read now") }
        let text = line.prefix { !$0.isWhitespace }
        if let number = UInt64(text), number == .max || number == UInt64(UInt32.max) {
            throw SensorRefusal(reason: "the driver does not know it (\(name) holds all ones)")
        }
        guard let number = Int64(text) else { throw SensorRefusal(reason: "\(name) holds no whole number") }
        return Double(number)
    }

    /// What the file holds now where that lies in a range, in our own unit; else nil.
    func value(_ scale: Scale, in range: ClosedRange<Double>) -> Double? {
        (try? read()).map(scale.value).flatMap { range.contains($0) ? $0 : nil }
    }
}
