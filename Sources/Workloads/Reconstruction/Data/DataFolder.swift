package import HeadroomScenes

/// The shapes of a folder of the user's, recognized by its layout.
package struct DataFolder: Sendable {
    package let path: String
    package let layout: FolderLayout
    /// Number of shapes without a volume or without pictures.
    package let omitted: Int
    /// Each in the order of a hash of the names.
    private let parts: [ShapeSplit: [FolderMember]]

    /// Lists the files, and reads none.
    package init(_ path: String) throws(SceneFileError) {
        guard FolderListing.isFolder(path) else {
            throw SceneFileError("there is no folder \(path)", hint: "--data names a folder of shapes.")
        }
        for layout in FolderLayout.allCases {
            guard let found = try layout.members(path) else { continue }
            (self.path, self.layout, omitted) = (path, layout, found.omitted)
            parts = Self.divided(FolderMember.ordered(found.members))
            for split in ShapeSplit.allCases where count(split) == 0 {
                throw SceneFileError(
                    "\(path) (\(layout.title)) has no shapes for the \(split.rawValue); it has \(found.members.count)"
                        + " with pictures and a volume",
                    hint: "At least three are needed, one each for training, validation and test."
                )
            }
            return
        }
        throw SceneFileError(
            "\(path) has none of the known layouts of a folder of shapes",
            hint: FolderLayout.explanation
        )
    }

    /// Divides shapes into 70 % for training, 10 % for validation and 20 % for the test, as far as the folder does not.
    ///
    /// Without a validation part, an eighth of the training part becomes one.
    private static func divided(_ members: [FolderMember]) -> [ShapeSplit: [FolderMember]] {
        var parts = Dictionary(grouping: members.filter { $0.split != nil }) { $0.split ?? .training }
        let rest = members.filter { $0.split == nil }
        // At least one each, where there are three.
        let (test, validation) = (max(rest.count / 5, min(1, rest.count)), max(rest.count / 10, min(1, rest.count)))
        if !rest.isEmpty {
            parts[.test, default: []] += rest.prefix(test)
            parts[.validation, default: []] += rest.dropFirst(test).prefix(validation)
            parts[.training, default: []] += rest.dropFirst(test + validation)
        }
        if parts[.validation] == nil, let training = parts[.training], training.count > 1 {
            let count = max(1, training.count / 8)
            parts[.validation] = Array(training.prefix(count))
            parts[.training] = Array(training.dropFirst(count))
        }
        return parts
    }

    package func count(_ split: ShapeSplit) -> Int { parts[split]?.count ?? 0 }

    /// The first shapes of a part; all where there are fewer.
    package func shapes(_ split: ShapeSplit, atMost count: Int) -> [ShapeSource] {
        (parts[split] ?? []).prefix(count).map(\.source)
    }

    /// The names of the classes, in alphabetical order.
    package var classNames: [String] {
        Set(parts.values.flatMap { $0.map(\.source.className) }).sorted()
    }

    /// Whether the shapes can be drawn from any side.
    package var isDrawable: Bool { layout == .meshes }

    /// Changes when a shape is added, removed, or moved to another part.
    package var fingerprint: String {
        let lines = ShapeSplit.allCases.map { split in
            "\(split.rawValue): " + (parts[split] ?? []).map(\.name).joined(separator: " ")
        }
        return String(FolderMember.hash(lines.joined(separator: "\n")), radix: 16)
    }
}
