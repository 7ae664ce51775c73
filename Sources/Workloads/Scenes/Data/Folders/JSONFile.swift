import FoundationEssentials
import HeadroomScenes

/// JSON that other programs write or read.
enum JSONFile {
    /// - Parameter what: what the file should have, for errors.
    static func read<T: Decodable>(_ path: String, _ what: String) throws(SceneFileError) -> T {
        let bytes = try SceneFile.read(path, limit: 1 << 30)
        do {
            return try JSONDecoder().decode(T.self, from: Data(bytes))
        } catch let error as DecodingError {
            throw SceneFileError("\(path) is not \(what): \(Self.words(error))")
        } catch {
            throw SceneFileError("\(path) is not \(what)")
        }
    }

    static func write(_ value: some Encodable, to path: String) throws(SceneFileError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(value) else {
            throw SceneFileError("\(path) cannot be written: a number is not finite")
        }
        try SceneFile.write(Array(data), to: path)
    }

    /// The place of an error, and what is wrong there.
    private static func words(_ error: DecodingError) -> String {
        func place(_ context: DecodingError.Context) -> String {
            context.codingPath.map { key in key.intValue.map { "[\($0)]" } ?? ".\(key.stringValue)" }.joined()
        }
        switch error {
        case .keyNotFound(let key, let context): return "\(place(context)).\(key.stringValue) is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            return "\(place(context)) has another type"
        case .dataCorrupted(let context):
            return context.codingPath.isEmpty ? "it is not JSON" : "\(place(context)) is no such value"
        @unknown default: return "it is not JSON"
        }
    }
}
