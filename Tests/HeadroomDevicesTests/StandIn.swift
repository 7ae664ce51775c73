import FoundationEssentials
import Glibc
import HeadroomCore
import HeadroomDevices
import TestSupport

/// Devices of the stand-in for NVIDIA's library.
enum StandIn {
    /// Path of the library, or of a copy without the given functions.
    static func library(without functions: [String] = []) async throws -> String {
        let library = try await StandInLibrary.path()
        guard !functions.isEmpty else { return library }
        let copy = "\(StandInLibrary.folder)/without-\(functions.joined(separator: "-")).so"
        // A library that is open must not change.
        if FileManager.default.fileExists(atPath: copy) { return copy }
        var bytes = [UInt8](try Data(contentsOf: URL(filePath: library)))
        for function in functions {
            // Renaming a function makes it missing.
            let name = Array(function.utf8) + [0]
            for start in bytes.indices.dropLast(name.count) where bytes[start] == name[0] && bytes[start - 1] == 0 {
                if bytes[start..<start + name.count].elementsEqual(name) { bytes[start] = UInt8(ascii: "x") }
            }
        }
        try Data(bytes).write(to: URL(filePath: copy))
        return copy
    }

    /// Devices of the library, with the given answers.
    static func devices(_ answers: String = "", without functions: [String] = []) async throws -> [any DeviceSource] {
        let path = try await library(without: functions)
        setenv("STANDIN_NVML", answers, 1)
        return try NVMLInventory.open(paths: [path]).devices
    }

    /// Reads a device ten times a second for a time, like the sampler.
    static func history(of source: any DeviceSource, seconds: Double) async throws -> DeviceHistory {
        var history = DeviceHistory(source.description)
        let started = ContinuousClock.now
        while ContinuousClock.now - started < .seconds(seconds) {
            var readings: [Reading] = []
            source.read(at: monotonicSeconds(), into: &readings)
            for reading in readings { history.append(reading) }
            try await Task.sleep(for: .milliseconds(100))
        }
        history.description = source.description
        history.processes = source.processes
        return history
    }

    static func monotonicSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
