package import HeadroomCore

/// Line of a recording about a device (docs/recording.md).
package struct DeviceLine: Equatable, Sendable {
    /// Content of the line.
    package enum Content: Equatable, Sendable {
        /// Description of the device; repeated when it changes.
        case description(DeviceDescription)
        case readings([Reading])
        /// Processes on the device; repeated when they change.
        case processes([DeviceProcess]?)
    }

    package var device: String
    /// Monotonic time in seconds.
    package var at: Double
    package var content: Content

    package init(_ device: String, at: Double, _ content: Content) {
        self.device = device
        self.at = at
        self.content = content
    }
}

extension DeviceLine: Codable {
    private enum CodingKeys: CodingKey { case device, at, description, readings, processes }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        device = try container.decode(String.self, forKey: .device)
        let at = try container.decode(Double.self, forKey: .at)
        guard Self.isTime(at) else {
            throw DecodingError.dataCorruptedError(forKey: .at, in: container, debugDescription: "no time: \(at)")
        }
        self.at = at
        if let description = try container.decodeIfPresent(DeviceDescription.self, forKey: .description) {
            content = .description(description)
        } else if let readings = try container.decodeIfPresent([RecordedReading].self, forKey: .readings) {
            // Signals of newer versions are ignored.
            content = .readings(readings.compactMap { $0.reading(at: at) })
        } else {
            let processes = try container.decode([RecordedProcess]?.self, forKey: .processes)
            content = .processes(processes?.map(\.process))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(device, forKey: .device)
        try container.encode(at, forKey: .at)
        switch content {
        case .description(let description): try container.encode(description, forKey: .description)
        case .readings(let readings): try container.encode(readings.map(RecordedReading.init), forKey: .readings)
        case .processes(let processes):
            try container.encode(processes.map { $0.map(RecordedProcess.init) }, forKey: .processes)
        }
    }
}

extension DeviceLine {
    /// Whether a number is a plausible time of the monotonic clock: less than three hundred years.
    package static func isTime(_ seconds: Double) -> Bool { (-1e10...1e10).contains(seconds) }
}

/// Reading as `["utilization", 0.5]`, with its own time and period if these differ from the line's.
private struct RecordedReading: Codable {
    var signal: String
    var value: Double
    var at: Double?
    var periodSeconds: Double

    init(_ reading: Reading) {
        signal = reading.signal.rawValue
        value = reading.value
        at = reading.at
        periodSeconds = reading.periodSeconds
    }

    /// Nil for an unknown signal, and for implausible numbers.
    func reading(at time: Double) -> Reading? {
        guard (-1e18...1e18).contains(value), DeviceLine.isTime(at ?? time), DeviceLine.isTime(periodSeconds) else {
            return nil
        }
        return Signal(rawValue: signal).map { Reading($0, at: at ?? time, value: value, periodSeconds: periodSeconds) }
    }

    init(from decoder: any Decoder) throws {
        var container = try decoder.unkeyedContainer()
        signal = try container.decode(String.self)
        value = try container.decode(Double.self)
        at = try container.decodeIfPresent(Double.self)
        periodSeconds = try container.decodeIfPresent(Double.self) ?? 0
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.unkeyedContainer()
        try container.encode(signal)
        try container.encode(value)
        guard at != nil || periodSeconds > 0 else { return }
        try container.encode(at)
        if periodSeconds > 0 { try container.encode(periodSeconds) }
    }
}

/// Process with its ancestors, which reports omit.
private struct RecordedProcess: Codable {
    var process: DeviceProcess

    private enum CodingKeys: CodingKey { case ancestors }

    init(_ process: DeviceProcess) {
        self.process = process
    }

    init(from decoder: any Decoder) throws {
        process = try DeviceProcess(from: decoder)
        process.ancestors =
            try decoder.container(keyedBy: CodingKeys.self).decodeIfPresent([Int].self, forKey: .ancestors) ?? []
    }

    func encode(to encoder: any Encoder) throws {
        try process.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(process.ancestors, forKey: .ancestors)
    }
}

extension DeviceLine {
    /// Writes the line.
    ///
    /// Readings are written ten times a second, without an encoder, which would cost more than reading the devices.
    package func append(to file: RecordingFile) {
        guard case .readings(let readings) = content, !device.contains(where: { $0 == "\"" || $0 == "\\" }) else {
            return file.append(self)
        }
        var text = "{\"device\":\"\(device)\",\"at\":\(at),\"readings\":["
        var isFirst = true
        for reading in readings where reading.value.isFinite && reading.at.isFinite {
            if !isFirst { text += "," }
            isFirst = false
            text += "[\"\(reading.signal.rawValue)\",\(reading.value)"
            if reading.periodSeconds > 0 {
                text += ",\(reading.at),\(reading.periodSeconds)"
            } else if reading.at != at {
                text += ",\(reading.at)"
            }
            text += "]"
        }
        file.append(text: text + "]}")
    }
}
