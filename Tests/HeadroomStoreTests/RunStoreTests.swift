import FoundationEssentials
import GRDB
import HeadroomCore
import HeadroomStore
import TestSupport
import Testing

/// Store in a separate folder.
struct StoreFixture {
    let folder = "/tmp/headroom-store-\(UInt32.random(in: .min ... .max))"
    var path: String { "\(folder)/runs.sqlite" }

    func remove() { try? FileManager.default.removeItem(atPath: folder) }

    static func run(_ id: String, startedAt: String = "2026-01-01T00:00:00Z") -> KeptRun {
        let machine = SweepDocument.Machine(
            devices: ["A CPU"],
            driver: nil,
            frameworks: ["torch": "2.13.0"],
            logicalCPUs: 2,
            usableCPUs: 2,
            memoryBytes: 1 << 30
        )
        let document = SweepDocument(
            kind: .run,
            id: id,
            startedAt: startedAt,
            command: ["python", "/home/somebody/train.py"],
            workload: nil,
            objective: .time,
            machine: machine
        )
        return KeptRun(origin: Origin(user: "user", host: "host", job: "job"), document: document)
    }
}

@Suite struct RunStoreTests {
    private let fixture = StoreFixture()

    @Test func whatIsKeptComesBackAsItWas() throws {
        defer { fixture.remove() }
        let run = StoreFixture.run("abc")
        try RunStore.open(fixture.path).keep(run)
        #expect(try RunStore.openToRead(fixture.path).run(named: "abc") == run)
        let summary = try #require(try RunStore.open(fixture.path).summaries().first)
        #expect(summary == run.summary && summary.command == "python train.py")
    }

    /// Documents from before they had a kind: the column of the store has always had it.
    @Test func theKindOfAnOlderRowIsThatOfItsColumn() throws {
        defer { fixture.remove() }
        var run = StoreFixture.run("abc")
        run.document.kind = .learn
        try RunStore.open(fixture.path).keep(run)
        let queue = try DatabaseQueue(path: fixture.path)
        try queue.write { try $0.execute(sql: "UPDATE run SET document = json_remove(document, '$.kind')") }
        let store = try RunStore.openToRead(fixture.path)
        #expect(try store.run(named: "abc").document.kind == .learn)
        #expect(try store.latest(.learn, limit: 1).count == 1 && store.latest(.run, limit: 1).isEmpty)
    }

    @Test func aRunOfANewerSchemaIsNamed() throws {
        defer { fixture.remove() }
        try RunStore.open(fixture.path).keep(StoreFixture.run("abc"))
        let queue = try DatabaseQueue(path: fixture.path)
        try queue.write {
            try $0.execute(sql: "UPDATE run SET document = json_set(document, '$.schema', 'headroom.sweep/9')")
        }
        #expect {
            _ = try RunStore.openToRead(fixture.path).run(named: "abc")
        } throws: {
            "\($0)".contains("headroom.sweep/9") && "\($0)".contains("update headroom")
        }
    }

    @Test func aFolderInThePlaceOfAStoreIsNamed() throws {
        defer { fixture.remove() }
        try FileManager.default.createDirectory(atPath: fixture.path, withIntermediateDirectories: true)
        #expect(throws: StoreError.self) { try RunStore.open(fixture.path) }
        #expect {
            _ = try RunStore.openToRead(fixture.path)
        } throws: {
            "\($0)".contains("is a folder")
        }
    }

    @Test func aDamagedRunIsToldInPlainWords() throws {
        defer { fixture.remove() }
        try RunStore.open(fixture.path).keep(StoreFixture.run("abc"))
        try DatabaseQueue(path: fixture.path).write {
            try $0.execute(sql: "UPDATE run SET document = substr(document, 3), summary = 'x'")
        }
        let store = try RunStore.openToRead(fixture.path)
        for reading in [{ _ = try store.run(named: "last") }, { _ = try store.summaries() }] {
            let error = #expect(throws: StoreError.self) { try reading() }
            #expect(
                error?.message
                    == "a run in the store \(fixture.path) cannot be read: it is damaged, or of another version of headroom"
            )
        }
    }

    @Test func theNewestComesFirstAndIsTheLast() throws {
        defer { fixture.remove() }
        let store = try RunStore.open(fixture.path)
        try store.keep(StoreFixture.run("new", startedAt: "2026-03-01T00:00:00Z"))
        try store.keep(StoreFixture.run("old", startedAt: "2026-02-01T00:00:00Z"))
        #expect(try store.summaries().map(\.id) == ["new", "old"])
        #expect(try store.run(named: "last").id == "new")
    }

    @Test func aRunIsNamedByTheBeginningOfItsId() throws {
        defer { fixture.remove() }
        let store = try RunStore.open(fixture.path)
        for id in ["abc1", "abc2", "abc"] { try store.keep(StoreFixture.run(id)) }
        #expect(try store.run(named: "abc1").id == "abc1")
        #expect(try store.run(named: "abc").id == "abc")
        #expect(throws: StoreError.self) { try store.run(named: "ab") }
        #expect(throws: StoreError.self) { try store.run(named: "x") }
        #expect(throws: StoreError.self) { try store.run(named: "%") }
    }

    @Test func aRunKeptAgainTakesTheOldOnesPlace() throws {
        defer { fixture.remove() }
        let store = try RunStore.open(fixture.path)
        try store.keep(StoreFixture.run("a"))
        var again = StoreFixture.run("a")
        again.document.notes = ["again"]
        try store.keep(again)
        #expect(try store.summaries().count == 1)
        #expect(try store.run(named: "a").document.notes == ["again"])
    }
}

@Suite struct BadStoreTests {
    private let fixture = StoreFixture()

    private func message(_ body: () throws -> Void) -> String {
        do {
            try body()
            return "no error"
        } catch {
            return "\(error)"
        }
    }

    @Test func aFileThatIsNoStoreIsLeftAsItIs() throws {
        defer { fixture.remove() }
        try FileManager.default.createDirectory(atPath: fixture.folder, withIntermediateDirectories: true)
        let rubbish = Data(String(repeating: "no database ", count: 1000).utf8)
        try rubbish.write(to: URL(filePath: fixture.path))
        #expect(message { _ = try RunStore.open(fixture.path) }.contains("is damaged, or is not a store"))
        #expect(message { _ = try RunStore.openToRead(fixture.path) }.contains("is damaged, or is not a store"))
        #expect(FileManager.default.contents(atPath: fixture.path) == rubbish)
    }

    @Test func aStoreWithADamagedPageSaysSo() throws {
        defer { fixture.remove() }
        let store = try RunStore.open(fixture.path)
        for number in 0..<50 {
            var run = StoreFixture.run("r\(number)")
            run.document.notes = [String(repeating: "x", count: 5000)]
            try store.keep(run)
        }
        // The log is written into the file, whose pages are then overwritten with random bytes.
        try DatabaseQueue(path: fixture.path).writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
        var bytes = try #require(FileManager.default.contents(atPath: fixture.path))
        for index in stride(from: 8192, to: bytes.count, by: 7) { bytes[index] = 0xAA }
        try bytes.write(to: URL(filePath: fixture.path))
        let text = message { _ = try RunStore.openToRead(fixture.path).summaries() }
        #expect(text.contains("the store \(fixture.path)"), "\(text)")
    }

    @Test func aNewerStoreIsRefused() throws {
        defer { fixture.remove() }
        _ = try RunStore.open(fixture.path)
        try DatabaseQueue(path: fixture.path).write {
            try $0.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('99 from the future')")
        }
        #expect(message { _ = try RunStore.open(fixture.path) }.contains("newer headroom"))
        #expect(message { _ = try RunStore.openToRead(fixture.path) }.contains("newer headroom"))
    }

    @Test func aDatabaseOfSomebodyElseIsNoStore() throws {
        defer { fixture.remove() }
        try FileManager.default.createDirectory(atPath: fixture.folder, withIntermediateDirectories: true)
        try DatabaseQueue(path: fixture.path).write { try $0.execute(sql: "CREATE TABLE other (x)") }
        #expect(message { _ = try RunStore.openToRead(fixture.path) }.contains("is not a store"))
    }

    @Test func whatIsNotThereIsNotMadeByReading() throws {
        #expect(message { _ = try RunStore.openToRead(fixture.path) }.contains("there is no store"))
        #expect(!FileManager.default.fileExists(atPath: fixture.path))
    }

    @Test func aStoreOpenedToReadTakesNothing() throws {
        defer { fixture.remove() }
        try RunStore.open(fixture.path).keep(StoreFixture.run("a"))
        let text = message { try RunStore.openToRead(fixture.path).keep(StoreFixture.run("b")) }
        #expect(text.contains("read-only"))
        #expect(message { _ = try RunStore.open("/proc/runs.sqlite") }.contains("cannot be"))
    }
}
