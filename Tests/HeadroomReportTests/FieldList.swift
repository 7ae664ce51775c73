import FoundationEssentials

/// Any JSON value.
private enum JSON: Decodable {
    case object([String: JSON])
    case array([JSON])
    case text, number, truth, null

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let object = try? container.decode([String: JSON].self) {
            self = .object(object)
        } else if let array = try? container.decode([JSON].self) {
            self = .array(array)
        } else if (try? container.decode(Bool.self)) != nil {
            self = .truth
        } else {
            self = (try? container.decode(Double.self)) != nil ? .number : .text
        }
    }

    func collect(into fields: inout [String: Set<String>], at path: String) {
        switch self {
        case .object(let object):
            for (key, value) in object { value.collect(into: &fields, at: path.isEmpty ? key : "\(path).\(key)") }
        case .array(let array):
            for value in array { value.collect(into: &fields, at: "\(path)[]") }
            if array.isEmpty { fields["\(path)[]", default: []].formUnion([]) }
        case .text: fields[path, default: []].insert("text")
        case .number: fields[path, default: []].insert("number")
        case .truth: fields[path, default: []].insert("truth")
        case .null: fields[path, default: []].insert("null")
        }
    }
}

/// Fields of JSON texts, one per line with the types found in any of them: `points[].batchSize: number`.
func fieldList(_ texts: [String]) throws -> String {
    var fields: [String: Set<String>] = [:]
    for text in texts {
        try JSONDecoder().decode(JSON.self, from: Data(text.utf8)).collect(into: &fields, at: "")
    }
    return fields.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.sorted().joined(separator: " or "))\n" }
        .joined()
}
