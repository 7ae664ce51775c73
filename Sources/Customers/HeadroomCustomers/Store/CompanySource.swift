import HeadroomCustomers

/// Where the files of a company are read from.
struct CompanySource {
    /// A folder of files, or a store.
    var folder: String?
    /// URL of a PostgreSQL database.
    var database: String?
    /// Path of a mapping.
    var map: String?

    /// Calls a function with the files of a folder, or with those that the tables of a store or database were written to.
    func withFiles<Result>(
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
                "the store \(folder) has Headroom's names",
                hint: "--map belongs to a folder or a database"
            )
        }
        return try CompanyStore(folder).withFolder { (folder) throws(CustomersError) in
            try read(CompanyFiles(folder: folder))
        }
    }
}
