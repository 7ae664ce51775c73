import FoundationEssentials
import Glibc
import HeadroomCustomers
import TestSupport
import Testing

/// A company in a PostgreSQL server that the test starts and ends.
@Suite(.disabled(if: PostgreSQL.programs == nil)) struct DatabaseTests {
    private static let golden = "\(Needs.root)/Tests/HeadroomCustomersTests/Companies/golden"

    @Test func aDatabaseIsReadAsItsFilesAre() throws {
        let server = try #require(try PostgreSQL())
        defer { server.end() }
        try server.run(
            """
            set time zone 'UTC'; -- the files have dates without a zone
            create table customers (customer_id text primary key, created_at date, country text, channel text);
            create table subscriptions (
                subscription_id text, customer_id text, plan text, amount numeric(12, 2), currency char(3), interval text,
                interval_count int, quantity int, discount numeric, trial_end timestamptz, start timestamptz,
                "end" timestamptz
            );
            create table spend (date date, channel text, spend numeric(12, 2), currency char(3));
            \\copy customers from '\(Self.golden)/customers.csv' with (format csv, header)
            \\copy subscriptions from '\(Self.golden)/subscriptions.csv' with (format csv, header)
            \\copy spend from '\(Self.golden)/spend.csv' with (format csv, header)
            """
        )
        let database = try Database(server.url).withFolder { (folder) throws(CustomersError) in
            Result { () throws in try report(folder: folder, until: "2025-06") }
        }.get()
        #expect(try database == report(folder: Self.golden, until: "2025-06"))
        let folder = try Folder()
        defer { folder.remove() }
        let store = CompanyStore("\(folder.path)/company.sqlite")
        let source = CompanySource(folder: nil, database: server.url)
        let changes = try source.withFiles { (files) throws(CustomersError) in try store.add(files) }
        #expect(changes.map(\.added) == [6, 10, 4])
        let stored = try store.withFolder { (folder) throws(CustomersError) in
            Result { () throws in try report(folder: folder, until: "2025-06") }
        }.get()
        #expect(stored == database)
    }

    @Test func tablesOfOtherNamesAreMapped() throws {
        let server = try #require(try PostgreSQL())
        defer { server.end() }
        try server.run(
            """
            create schema billing;
            create table billing."Abos" (nr text, kunde text, preis numeric, von date);
            insert into billing."Abos" values ('s', 'a', 10.50, '2025-01-01');
            """
        )
        let folder = try Folder()
        defer { folder.remove() }
        func report(file: String) throws -> CustomersDocument {
            let text = """
                [subscriptions]
                file = '\(file)'
                columns = { subscription_id = "nr", customer_id = "kunde", amount = "preis", start = "von" }
                constants = { currency = "EUR", interval = "month" }
                """
            try folder.write(Array(text.utf8), "mapping.toml")
            let mapping = try Mapping(path: "\(folder.path)/mapping.toml")
            return try Database(server.url, mapping: mapping).withFolder { (folder) throws(CustomersError) in
                var reader = CompanyReader(folder: folder, zone: .utc, mapping: mapping.withoutFiles)
                var options = CustomersAnalysis.Options()
                options.until = Month("2025-02")
                return try CustomersAnalysis(reader.read(), rates: ExchangeRates(), options: options, now: .max)
                    .document
            }
        }
        #expect(try report(file: #"billing."Abos""#).months.map(\.end) == ["10.50", "10.50"])
        let error = #expect(throws: CustomersError.self) { try report(file: "nothing") }
        #expect(error?.problem.contains("no table nothing") == true, "\(error?.problem ?? "")")
    }

    @Test func whatIsMissingIsNamed() throws {
        let server = try #require(try PostgreSQL())
        let empty = #expect(throws: CustomersError.self) {
            try Database(server.url).withFolder { (_) throws(CustomersError) in }
        }
        #expect(empty?.problem.contains("neither a table subscriptions") == true)
        server.end()
        let ended = #expect(throws: CustomersError.self) {
            try Database(server.url).withFolder { (_) throws(CustomersError) in }
        }
        #expect(ended?.problem.contains("cannot be read") == true)
    }
}

/// A PostgreSQL server in a folder of its own, reached by a socket there.
private struct PostgreSQL {
    /// Folder of the server's programs in Debian's packages; nil where they are not installed.
    static let programs: String? = {
        let root = "/usr/lib/postgresql"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        return versions.sorted().map { "\(root)/\($0)/bin" }.last { access("\($0)/postgres", X_OK) == 0 }
    }()

    private let folder = "/tmp/headroom-pg-\(UInt32.random(in: .min ... .max))"
    private let programs: String

    var url: String { "host=\(folder) user=postgres dbname=postgres" }

    /// Prefix of the commands: the server refuses to run as root, and runs as the user of Debian's packages.
    private static let prefix = getuid() == 0 ? ["runuser", "-u", "postgres", "--"] : []

    init?() throws {
        guard let programs = Self.programs else { return nil }
        self.programs = programs
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        if getuid() == 0, let user = getpwnam("postgres") { chown(folder, user.pointee.pw_uid, user.pointee.pw_gid) }
        try #require(
            Self.run(["\(programs)/initdb", "--auth=trust", "--username=postgres", "--no-sync", "\(folder)/data"]) == 0
        )
        let options = "-c listen_addresses= -c unix_socket_directories=\(folder) -c fsync=off"
        try #require(
            Self.run([
                "\(programs)/pg_ctl", "start", "--wait", "--silent", "--pgdata=\(folder)/data", "--log=\(folder)/log",
                "--options=\(options)",
            ]) == 0
        )
    }

    func run(_ script: String) throws {
        let file = "\(folder)-script.sql"
        try script.write(toFile: file, atomically: false, encoding: .utf8)
        defer { unlink(file) }
        try #require(Self.spawn(["psql", "-q", "-X", "-v", "ON_ERROR_STOP=1", "-d", url, "-f", file]) == 0)
    }

    func end() {
        _ = Self.run(["\(programs)/pg_ctl", "stop", "--silent", "--mode=immediate", "--pgdata=\(folder)/data"])
        try? FileManager.default.removeItem(atPath: folder)
    }

    private static func run(_ arguments: [String]) -> Int32 { spawn(prefix + arguments) }

    /// Exit status of a program; its output is discarded.
    private static func spawn(_ arguments: [String]) -> Int32 {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for stream in [STDOUT_FILENO, STDERR_FILENO] {
            posix_spawn_file_actions_addopen(&actions, stream, "/dev/null", O_WRONLY, 0)
        }
        var strings: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { strings.forEach { free($0) } }
        var process = pid_t()
        guard posix_spawnp(&process, arguments[0], &actions, nil, &strings, environ) == 0 else { return -1 }
        var status: Int32 = 0
        waitpid(process, &status, 0)
        return status
    }
}
