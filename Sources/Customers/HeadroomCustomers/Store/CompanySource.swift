/// Source of the files of a company: a folder, a store or a database.
package struct CompanySource: Sendable {
    private let folder: String?
    private let database: String?
    private let map: String?

    /// - Parameters:
    ///   - folder: a folder of files, or a store; nil for the current folder.
    ///   - database: URL of a PostgreSQL database, in place of the folder.
    ///   - map: path of a mapping.
    package init(folder: String?, database: String? = nil, map: String? = nil) {
        self.folder = folder
        self.database = database
        self.map = map
    }

    /// Name for outputs: the path of the folder or store, without the URL of a database.
    package var name: String { database == nil ? folder ?? "." : "database" }

    /// Calls a function with the files of a folder, or with those that the tables of a store or database were written to.
    package func withFiles<Result>(
        _ read: (_ files: CompanyFiles) throws(CustomersError) -> Result
    ) throws(CustomersError) -> Result {
        let mapping = try map.map { (path) throws(CustomersError) in try Mapping(path: path) } ?? .none
        if let database {
            return try Database(database, mapping: mapping).withFolder { (folder) throws(CustomersError) in
                try read(CompanyFiles(folder: folder, mapping: mapping.withoutFiles))
            }
        }
        let folder = folder ?? "."
        guard CompanyStore.isFile(folder) else { return try read(CompanyFiles(folder: folder, mapping: mapping)) }
        guard map == nil else {
            throw CustomersError(
                "the store \(folder) already has Headroom's names",
                hint: "use --map only with a folder or a database"
            )
        }
        return try CompanyStore(folder).withFolder { (folder) throws(CustomersError) in
            try read(CompanyFiles(folder: folder))
        }
    }
}
