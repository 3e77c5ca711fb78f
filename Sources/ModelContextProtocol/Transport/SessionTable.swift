/// The sessions by their ids, no more than so many, and when each was last used.
struct SessionTable<Session> {
    private struct Entry {
        let session: Session
        var used: Duration
    }

    private var entries: [String: Entry] = [:]

    var sessions: [Session] { entries.values.map(\.session) }

    /// Finds a session and notes that it is used.
    mutating func use(_ id: String, at now: Duration) -> Session? {
        entries[id]?.used = now
        return entries[id]?.session
    }

    /// Keeps a session, in the place of the one idle longest where there is none left.
    /// - Parameter isOpen: whether a session has a stream open, and so is not idle.
    /// - Returns: whether it is kept, and the one that had to go for it.
    mutating func add(
        _ session: Session, id: String, at now: Duration, limit: Int, isOpen: (Session) -> Bool
    ) -> (isKept: Bool, gone: Session?) {
        var gone: Session?
        if entries.count >= limit {
            let idle = entries.filter { !isOpen($0.value.session) }
            guard let oldest = idle.min(by: { ($0.value.used, $0.key) < ($1.value.used, $1.key) }) else {
                return (false, nil)
            }
            gone = entries.removeValue(forKey: oldest.key)?.session
        }
        entries[id] = Entry(session: session, used: now)
        return (true, gone)
    }

    mutating func remove(_ id: String) -> Session? { entries.removeValue(forKey: id)?.session }

    mutating func removeAll() -> [Session] {
        defer { entries = [:] }
        return entries.values.map(\.session)
    }

    /// Takes out those that have been idle for too long. One with an open stream counts as used now.
    /// - Returns: who goes, and when to look again, nil when none is left.
    mutating func removeIdle(
        for patience: Duration, at now: Duration, isOpen: (Session) -> Bool
    ) -> (gone: [Session], next: Duration?) {
        var gone: [Session] = []
        for (id, entry) in entries {
            if isOpen(entry.session) {
                entries[id]?.used = now
            } else if now - entry.used >= patience {
                entries[id] = nil
                gone.append(entry.session)
            }
        }
        return (gone, entries.values.map(\.used).min().map { patience - (now - $0) })
    }
}
