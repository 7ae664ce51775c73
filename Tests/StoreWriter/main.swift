import HeadroomCore
import HeadroomStore

// Stores one run after the other, and reports each: store-writer FILE PREFIX COUNT.
let arguments = CommandLine.arguments
let store = try RunStore.open(arguments[1])
for number in 0..<(Int(arguments[3]) ?? 0) {
    let id = "\(arguments[2])\(number)"
    let machine = SweepDocument.Machine(
        devices: ["cpu"],
        driver: nil,
        frameworks: [:],
        logicalCPUs: 1,
        usableCPUs: 1,
        memoryBytes: 1
    )
    var document = SweepDocument(
        kind: .run,
        id: id,
        startedAt: "2026-01-01T00:00:00Z",
        command: ["train"],
        workload: nil,
        objective: .time,
        machine: machine
    )
    // Enough to fill several pages of the file.
    document.notes = [String(repeating: "a note ", count: 2000)]
    try store.keep(KeptRun(origin: Origin(user: "u", host: "h", job: nil), document: document))
    print(id)
}
