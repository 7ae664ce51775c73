/// Events of the job that is followed, as its node writes them.
struct FollowedEvents {
    private let folder: RunFolder
    private let key: String
    private let job: String
    private var tail: (attempt: Int, events: EventTail)?

    /// - Parameter job: number of the job; the node of an earlier one may still write.
    init(folder: RunFolder, key: String, job: String) {
        self.folder = folder
        self.key = key
        self.job = job
    }

    /// Events since the last call, of the latest attempt that the job has claimed.
    mutating func next() -> [NodeEvent] {
        guard let latest = (try? folder.claimedAttempts(of: key))?.last else { return [] }
        if latest != tail?.attempt, folder.claim(of: key, attempt: latest)?.job == job {
            tail = (latest, EventTail(path: folder.eventsPath(of: key, attempt: latest)))
        }
        return tail?.events.next() ?? []
    }
}
