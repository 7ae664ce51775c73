import HeadroomNumerics

/// A shape of a folder.
struct FolderMember: Sendable {
    /// Its place in the folder, which nothing else has.
    let name: String
    let source: ShapeSource
    /// The part that the folder assigns it to; nil where the folder has no parts.
    var split: ShapeSplit?

    /// Orders the shapes of a folder by a hash of their names, so that the first of them are a sample of all.
    static func ordered(_ members: [FolderMember]) -> [FolderMember] {
        members.map { (hash($0.name), $0) }.sorted { ($0.0, $0.1.name) < ($1.0, $1.1.name) }.map(\.1)
    }

    /// FNV-1a (Fowler, Noll and Vo), which is the same on every machine, through a generator that mixes its bits.
    static func hash(_ name: String) -> UInt64 {
        let start: UInt64 = 0xCBF2_9CE4_8422_2325
        var generator = SeededGenerator(seed: name.utf8.reduce(start) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 })
        return generator.next()
    }
}
