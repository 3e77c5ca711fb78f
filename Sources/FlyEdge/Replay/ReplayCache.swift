import HTTPTypes
import MachineRules
import Simulation
import Synchronization

/// The replays that are remembered, so that the next request goes where the last one ended without asking the program
/// again (reference/mcp-and-proxy.md, section 5.7). In memory only: a restart forgets them.
final class ReplayCache: Sendable {
    /// What a request is remembered by.
    struct Subject: Sendable {
        let app: AppKey
        let head: HTTPRequest
        let rules: [ReplaySessionRule]

        /// In lower case, without a port.
        fileprivate var host: String { HostNames.host(of: head.authority ?? "") }

        /// Without the query.
        fileprivate var path: Substring { (head.path ?? "/").prefix { $0 != "?" } }

        fileprivate var sessions: [(rule: ReplaySessionRule, value: String)] {
            rules.compactMap { rule in rule.session(of: head.headerFields, path: String(path)).map { (rule, $0) } }
        }
    }

    /// What the target is told in `fly-replay-cache-status`.
    enum Status: String, Sendable {
        case hit, miss, bypass
    }

    struct Entry: Sendable {
        let replay: Replay
        /// The machine that sent the first request on.
        let source: MachineID
        fileprivate let until: Timestamp
        fileprivate let allowsBypass: Bool
    }

    private struct Session: Hashable {
        let rule: ReplaySessionRule
        let value: String
    }

    private struct Shelf {
        var patterns: [ReplayPattern: Entry] = [:]
        var sessions: [Session: Entry] = [:]
    }

    /// Entries of one app; one more and all are forgotten.
    private static let capacity = 10_000
    private let shelves = Mutex<[AppKey: Shelf]>([:])

    /// What is remembered for a request; no status where nothing could be.
    func find(_ subject: Subject, at now: Timestamp) -> (entry: Entry?, status: Status?) {
        let shelf = shelves.withLock { $0.isEmpty ? nil : $0[subject.app] }
        guard shelf != nil || !subject.rules.isEmpty else { return (nil, nil) }
        let sessions = subject.sessions
        let entry =
            sessions.lazy.compactMap { shelf?.sessions[Session(rule: $0.rule, value: $0.value)] }
            .first { $0.until > now } ?? shelf.flatMap { Self.pattern(in: $0, for: subject, at: now) }
        guard let entry else { return (nil, sessions.isEmpty ? nil : .miss) }
        if entry.allowsBypass, subject.head.headerFields[.replayCacheControl]?.lowercased() == "skip" {
            return (nil, .bypass)
        }
        return (entry, .hit)
    }

    /// The most exact pattern that fits.
    private static func pattern(in shelf: Shelf, for subject: Subject, at now: Timestamp) -> Entry? {
        let (host, path) = (subject.host, subject.path)
        return shelf.patterns.filter { $0.value.until > now && $0.key.fits(host: host, path: path) }
            .max { ($0.key.path.utf8.count, $0.key.path) < ($1.key.path.utf8.count, $1.key.path) }?.value
    }

    /// Remembers a replay, by the answer's own order and by the rules of the service.
    /// - Returns: whether anything is remembered.
    func keep(
        _ replay: Replay,
        from source: MachineID,
        for subject: Subject,
        _ order: ReplayCacheOrder?,
        at now: Timestamp
    ) -> Bool {
        let sessions = subject.sessions
        guard order != nil && order != .invalidate || !sessions.isEmpty else { return false }
        return shelves.withLock { shelves in
            var shelf = shelves[subject.app] ?? Shelf()
            if shelf.patterns.count + shelf.sessions.count >= Self.capacity { shelf = Shelf() }
            for (rule, value) in sessions {
                shelf.sessions[Session(rule: rule, value: value)] = Entry(
                    replay: replay, source: source, until: now + rule.ttl, allowsBypass: rule.allowsBypass
                )
            }
            if case .keep(let pattern, let ttl, let allowsBypass) = order {
                shelf.patterns[pattern] = Entry(
                    replay: replay, source: source, until: now + ttl, allowsBypass: allowsBypass
                )
            }
            shelves[subject.app] = shelf
            return true
        }
    }

    /// Forgets what is remembered of requests like this one.
    func forget(_ subject: Subject) {
        let (sessions, host, path) = (subject.sessions, subject.host, subject.path)
        shelves.withLock { shelves in
            guard var shelf = shelves[subject.app] else { return }
            for (rule, value) in sessions { shelf.sessions[Session(rule: rule, value: value)] = nil }
            shelf.patterns = shelf.patterns.filter { !$0.key.fits(host: host, path: path) }
            shelves[subject.app] = shelf.patterns.isEmpty && shelf.sessions.isEmpty ? nil : shelf
        }
    }

    /// Forgets apps that are gone, and worlds that were replaced.
    func follow(_ changes: Changes, in world: World) {
        guard changes.isWhole || !changes.removedApps.isEmpty else { return }
        shelves.withLock { shelves in
            guard !shelves.isEmpty else { return }
            shelves = shelves.filter { key, _ in
                key.world != world.name || !changes.isWhole && !changes.removedApps.contains(key.app)
            }
        }
    }
}
