/// A file to import.
struct FleetFile: Equatable, Sendable {
    var path: String

    /// Name without folders, and without the `.gz` of a compressed file.
    var name: String {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return name.hasSuffix(".gz") ? String(name.dropLast(3)) : name
    }
}
