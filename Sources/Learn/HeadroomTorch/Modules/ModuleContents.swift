/// The stored properties of a module that hold tensors or modules, found by reflection.
package struct ModuleContents {
    /// A buffer under its name.
    struct NamedBuffer {
        let named: NamedTensor
        let isSaved: Bool
    }

    private(set) var parameters: [NamedTensor] = []
    private(set) var buffers: [NamedBuffer] = []
    private(set) var children: [(name: String, module: Module)] = []

    /// Reads the properties of a module in the order of their declaration, those of its superclasses first.
    init(of module: Module) {
        var mirrors: [Mirror] = []
        var next: Mirror? = Mirror(reflecting: module)
        while let mirror = next, mirror.subjectType != Module.self {
            mirrors.append(mirror)
            next = mirror.superclassMirror
        }
        for property in mirrors.reversed().flatMap(\.children) {
            if let label = property.label { add(property.value, name: Self.name(ofProperty: label)) }
        }
    }

    private mutating func add(_ value: Any, name: String) {
        switch value {
        case let tensor as Tensor: parameters.append(NamedTensor(name, tensor))
        case let buffer as Buffer:
            buffers.append(NamedBuffer(named: NamedTensor(name, buffer.wrappedValue), isSaved: buffer.isSaved))
        case let module as Module: children.append((name, module))
        default: addMembers(of: value, name: name)
        }
    }

    /// Adds the members of optionals, arrays, dictionaries and tuples.
    private mutating func addMembers(of value: Any, name: String) {
        let mirror = Mirror(reflecting: value)
        switch mirror.displayStyle {
        case .optional: for member in mirror.children { add(member.value, name: name) }
        case .collection:
            // Arrays of numbers can be long and contain no tensors or modules.
            guard let first = mirror.children.first?.value, Self.mayHold(first) else { return }
            for (index, member) in mirror.children.enumerated() { add(member.value, name: "\(name).\(index)") }
        case .dictionary:
            let members = mirror.children.map { Array(Mirror(reflecting: $0.value).children.map(\.value)) }
            let named = members.map { (key: "\($0[0])", value: $0[1]) }.sorted { $0.key < $1.key }
            for member in named { add(member.value, name: "\(name).\(member.key)") }
        case .tuple:
            for member in mirror.children {
                let label = Self.name(ofProperty: String((member.label ?? "").drop { $0 == "." }))
                add(member.value, name: "\(name).\(label)")
            }
        default: break
        }
    }

    private static func mayHold(_ value: Any) -> Bool {
        if value is Tensor || value is Module || value is Buffer { return true }
        return switch Mirror(reflecting: value).displayStyle {
        case .optional, .collection, .dictionary, .tuple: true
        default: false
        }
    }

    /// Returns the name of a property in snake case, without the leading underscore of a property wrapper:
    /// `runningMean` becomes `running_mean`, `toQKV` becomes `to_qkv`.
    package static func name(ofProperty label: String) -> String {
        let letters = Array(label.drop { $0 == "_" })
        var name = ""
        for (index, letter) in letters.enumerated() {
            let isBoundary =
                index > 0 && letter.isUppercase
                && (!letters[index - 1].isUppercase || (index + 1 < letters.count && letters[index + 1].isLowercase))
            name += (isBoundary ? "_" : "") + letter.lowercased()
        }
        return name
    }
}
