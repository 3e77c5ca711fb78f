package import GRDB
package import MachineRules
package import Persistence

/// Everything an answer about a machine is made of, read in one go.
package struct MachineView: Sendable {
    /// The service embeds this many events (reference/machines-rest.md, section 3.1).
    private static let embeddedEvents = 20

    package let machine: MachineRecord
    /// Newest first.
    package let events: [EventRecord]
    /// Only in the answer to a create with `lease_ttl`.
    package let nonce: String?
    /// The lease that holds, where it was asked for.
    package let lease: LeaseRecord?
    /// The configuration where the caller has read it already.
    private let known: MachineConfig?
    /// What checks were made to say.
    private let reports: [CheckStatus]
    private let now: Timestamp
    private let grace: Double
    /// Whether the checks of such a machine really look at its program.
    private let probes: @Sendable (MachineConfig) -> Bool

    init(
        _ machine: MachineRecord,
        nonce: String?,
        lease: LeaseRecord? = nil,
        config known: MachineConfig? = nil,
        at now: Timestamp,
        grace: Double,
        probes: @escaping @Sendable (MachineConfig) -> Bool,
        in database: Database
    ) throws {
        self.machine = machine
        self.nonce = nonce
        self.lease = lease
        self.known = known
        self.now = now
        self.grace = grace
        self.probes = probes
        events = try EventRecord.newest(Self.embeddedEvents, of: machine.id, in: database)
        reports = try CheckReport.all(of: machine.id, in: database)
    }

    /// What the machine's checks say, and until when that holds if nothing happens.
    package func checks() throws -> (statuses: [CheckStatus], freshUntil: Timestamp?) {
        let config = try config()
        let isProbed = probes(config)
        let isServing = machine.state == .started
        var freshUntil: Timestamp?
        let statuses = config.checks.map { check in
            let status = check.status(
                isServing: isServing, changedAt: machine.servingChangedAt, at: now, grace: grace
            )
            // A check that was told what to say still fails while nothing runs.
            if isServing, let report = reports.first(where: { $0.name == check.name }) { return report }
            // Nothing is known of a program before somebody has looked.
            if isServing, isProbed {
                return CheckStatus(name: check.name, word: .critical, output: "", updatedAt: machine.servingChangedAt)
            }
            let passes = check.firstSuccess(after: machine.servingChangedAt, grace: grace)
            if isServing, passes > now { freshUntil = min(freshUntil ?? passes, passes) }
            return status
        }
        return (statuses, freshUntil)
    }

    /// The machine's configuration as the rules read it.
    package func config() throws -> MachineConfig {
        try known ?? machine.parsedConfig()
    }
}

extension World {
    /// A machine as it is answered now.
    func view(of machine: MachineRecord, lease: LeaseRecord? = nil, in database: Database) throws -> MachineView {
        try MachineView(
            machine, nonce: nil, lease: lease, at: now, grace: checkGrace, probes: runsProcess, in: database)
    }
}

extension WorldTransaction {
    /// A machine as it is answered inside this transaction.
    func view(
        of machine: MachineRecord,
        nonce: String? = nil,
        config: MachineConfig? = nil
    ) throws -> MachineView {
        try MachineView(
            machine, nonce: nonce, config: config, at: now, grace: checkGrace, probes: rules.runsProcess, in: database)
    }
}

extension MachinesService {
    /// The answer about one machine if it is at hand: no suspension.
    package func cached(_ id: MachineID, in app: AppName) -> [UInt8]? {
        world.cache.machine(id, of: app, at: world.now)
    }

    /// The answer about one machine: from the cache, else rendered from its rows.
    /// - Parameter render: makes the answer's bytes.
    /// - Throws: `Refusal` 404.
    package func rendered(
        _ id: MachineID,
        in app: AppName,
        _ render: @escaping @Sendable (MachineView) throws -> RenderedCache.Answer
    ) async throws -> [UInt8] {
        if let answer = cached(id, in: app) { return answer }
        return try await world.read { [world] database, _ in
            let machine = try MachineRecord.required(id, in: app, database)
            let answer = try render(world.view(of: machine, in: database))
            world.cache.keep(answer, of: id, in: app)
            return answer.bytes
        }
    }

    /// The answers about all living machines of an app, in the order of making.
    package func renderedList(
        of app: AppName,
        _ render: @escaping @Sendable (MachineView) throws -> RenderedCache.Answer
    ) async throws -> [[UInt8]] {
        if let answers = world.cache.machines(of: app, at: world.now) { return answers }
        return try await world.read { [world] database, now in
            try AppRecord.requireExists(app, in: database)
            let machines = try MachineRecord.all(of: app, includingDestroyed: false, in: database)
            let answers = try machines.map { machine in
                if let answer = world.cache.machine(machine.id, of: app, at: now) { return answer }
                let answer = try render(world.view(of: machine, in: database))
                world.cache.keep(answer, of: machine.id, in: app)
                return answer.bytes
            }
            world.cache.keep(members: machines.map(\.id), of: app)
            return answers
        }
    }

    /// The answer about one machine with the lease on it, which the cache knows nothing of: a lease ends by itself.
    /// - Throws: `Refusal` 404.
    package func renderedWithLease(
        _ id: MachineID,
        in app: AppName,
        _ render: @escaping @Sendable (MachineView) throws -> [UInt8]
    ) async throws -> [UInt8] {
        try await world.read { [world] database, now in
            let machine = try MachineRecord.required(id, in: app, database)
            let lease = try LeaseRecord.held(on: id, at: now, in: database)
            return try render(world.view(of: machine, lease: lease, in: database))
        }
    }

    /// The machines of an app that pass a filter, without the cache.
    /// - Parameter includingLeases: whether each view has the lease that holds.
    package func list<Answer: Sendable>(
        of app: AppName,
        includingDestroyed: Bool,
        includingLeases: Bool = false,
        where accepts: @escaping @Sendable (MachineRecord) throws -> Bool,
        _ render: @escaping @Sendable (MachineView) throws -> Answer
    ) async throws -> [Answer] {
        try await world.read { [world] database, now in
            try AppRecord.requireExists(app, in: database)
            return try MachineRecord.all(of: app, includingDestroyed: includingDestroyed, in: database)
                .filter(accepts)
                .map { machine in
                    let lease = includingLeases ? try LeaseRecord.held(on: machine.id, at: now, in: database) : nil
                    return try render(world.view(of: machine, lease: lease, in: database))
                }
        }
    }

    /// The machine with events and versions asked of its rows.
    package func reading<Answer: Sendable>(
        _ id: MachineID,
        in app: AppName,
        _ body: @escaping @Sendable (MachineRecord, Database) throws -> Answer
    ) async throws -> Answer {
        try await world.read { database, _ in
            let machine = try MachineRecord.required(id, in: app, database)
            return try body(machine, database)
        }
    }
}

extension MachineRecord {
    /// The machine of this app.
    /// - Throws: `Refusal` 404 for an app or a machine that is not there.
    static func required(_ id: MachineID, in app: AppName, _ database: Database) throws -> MachineRecord {
        guard let machine = try find(id, in: database), machine.appName == app else {
            try AppRecord.requireExists(app, in: database)
            throw Refusal(.machineNotFound)
        }
        return machine
    }
}
