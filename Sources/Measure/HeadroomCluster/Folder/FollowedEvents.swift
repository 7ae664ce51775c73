/// Events of the latest attempt of an item, as its node writes them.
struct FollowedEvents {
    private let folder: RunFolder
    private let key: String
    private var attempt = 0
    private var tail: EventTail?

    init(folder: RunFolder, key: String) {
        self.folder = folder
        self.key = key
    }

    /// Events since the last call; an earlier attempt is followed no more once there is a later one.
    mutating func next() -> [NodeEvent] {
        let latest = (try? folder.claimedAttempts(of: key).last) ?? 0
        if latest > attempt {
            attempt = latest
            tail = EventTail(path: folder.eventsPath(of: key, attempt: latest))
        }
        return tail?.next() ?? []
    }
}
