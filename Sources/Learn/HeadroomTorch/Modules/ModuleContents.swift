/// The stored properties of a module that hold tensors or modules, found by reflection.
struct ModuleContents {
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
        case let tensors as [Tensor]:
            for (index, tensor) in tensors.enumerated() { add(tensor, name: "\(name).\(index)") }
        case let modules as [Module]:
            for (index, module) in modules.enumerated() { add(module, name: "\(name).\(index)") }
        case let modules as [String: Module]:
            for (key, module) in modules.sorted(by: { $0.key < $1.key }) { add(module, name: "\(name).\(key)") }
        default: break
        }
    }

    /// The name of a property in snake case: `runningMean` is `running_mean`, `toQKV` is `to_qkv`; the underscore that a
    /// property wrapper adds is left out.
    static func name(ofProperty label: String) -> String {
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
