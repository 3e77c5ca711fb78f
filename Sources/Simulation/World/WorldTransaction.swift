package import GRDB
package import MachineRules
import OrderedJSON
package import Persistence

/// One change of a world: load, let the rule decide, save, all inside the store's transaction.
///
/// It lives on the store's queue for the length of one request and gathers what has to be made public after the commit.
package final class WorldTransaction {
    package let database: Database
    /// The world's time, the same for everything in this transaction.
    package let now: Timestamp
    package private(set) var changes = Changes()
    private var chance: Chance
    private var usedChance = false
    /// Where the files of volumes are.
    let folder: WorldFolder
    private var profile: Profile { rules.profile }
    var checkGrace: Double { stepping == .immediate ? 0 : profile.checkGrace }
    private let stepping: Stepping
    let rules: WorldRules

    init(
        database: Database,
        now: Timestamp,
        chance: Chance,
        folder: WorldFolder,
        rules: WorldRules,
        stepping: Stepping
    ) {
        self.database = database
        self.now = now
        self.chance = chance
        self.folder = folder
        self.rules = rules
        self.stepping = stepping
    }

    // MARK: - Chance

    /// Makes something random: an identifier, an address.
    package func random<Value>(_ make: (inout SeededGenerator) throws -> Value) rethrows -> Value {
        usedChance = true
        return try make(&chance.generator)
    }

    /// A ULID that sorts after every one this world has given out.
    package func ulid() -> String {
        usedChance = true
        return chance.ulid(at: now)
    }

    /// From now on ULIDs sort after this one, which has come from elsewhere; nothing happens for a text that is none.
    func goOn(after ulid: String) {
        if chance.goOn(after: ulid) { usedChance = true }
    }

    /// Stores the generator's state if it was used; the world takes it over after the commit.
    func finish() throws -> Chance {
        if usedChance {
            try WorldRecord.saveChance(
                generator: chance.generator.state, lastULID: chance.lastULID, in: database
            )
        }
        return chance
    }

    // MARK: - Look-ups

    package func app(_ name: AppName) throws -> AppRecord {
        try AppRecord.required(name, in: database)
    }

    /// The machine of this app.
    /// - Throws: `Refusal` 404 for an app or a machine that is not there.
    package func machine(_ id: MachineID, in app: AppName) throws -> MachineRecord {
        try MachineRecord.required(id, in: app, database)
    }

    // MARK: - Life cycle

    /// Saves a machine after its life cycle decided: the row, the events, the pending step.
    /// - Parameters:
    ///   - cause: who asked, shown beside the pending step.
    ///   - order: how the process is to end, where the request says it.
    ///   - known: the configuration where the caller has read it already.
    package func save(
        _ machine: inout MachineRecord,
        from: MachineState?,
        effects: [MachineLifecycle.Effect],
        cause: EventSource,
        order: StopOrder = .configured,
        config known: MachineConfig? = nil
    ) throws {
        var effects = effects
        if machine.state == .destroyed { machine.destroyedAt = now }
        // A machine that comes from elsewhere may have been changed in what is the future here.
        let lasted = max(.zero, now - machine.updatedAt)
        machine.updatedAt = now
        if let from, (from == .started) != (machine.state == .started) { machine.servingChangedAt = now }
        let config = try known ?? machine.parsedConfig()
        if machine.state == .started, from != .started, from != nil, machine.lifecycle.step == nil,
            let failure = rules.exitAtBoot(config)
        {
            effects += try machine.lifecycle.requestExit(failure.status)
            try log([machine.line(failure.reason, from: .runner, level: .error)], of: machine.appName)
        }
        try machine.update(in: database)
        try record(effects, of: machine, after: lasted)
        let runsProcess = rules.runsProcess(config)
        if from == .started, machine.state != .started {
            try CheckReport.forgetFindings(of: machine.id, in: database)
        }
        if runsProcess {
            changes.processes.insert(machine.id)
            if let step = machine.lifecycle.step, step.awaitsExit, effects.contains(.schedule(step)) {
                send(order.signal(of: config), to: machine)
            }
        }
        try schedule(
            machine, effects: effects, stopTimeout: order.timeout ?? config.stopTimeout, runsProcess: runsProcess,
            cause: cause
        )
        if machine.state == .destroyed { try release(machine) }
        try note(machine, from: from)
    }

    /// Saves a machine that was made elsewhere, and may run already; what it was about to do it does after the time that
    /// this takes here.
    func adopt(_ machine: inout MachineRecord, _ config: MachineConfig) throws {
        try machine.insert(in: database)
        let runsProcess = rules.runsProcess(config)
        if runsProcess { changes.processes.insert(machine.id) }
        try schedule(
            machine, effects: machine.lifecycle.step.map { [.schedule($0)] } ?? [], stopTimeout: config.stopTimeout,
            runsProcess: runsProcess, cause: .user)
        changes.memberships.insert(machine.appName)
        try note(machine, from: nil)
    }

    /// Saves a machine that was just made.
    package func insert(_ machine: inout MachineRecord, effects: [MachineLifecycle.Effect]) throws {
        try machine.insert(in: database)
        try record(effects, of: machine, after: .zero)
        try schedule(machine, effects: effects, stopTimeout: .zero, runsProcess: false, cause: .user)
        changes.memberships.insert(machine.appName)
        try note(machine, from: nil)
    }

    /// Completes a machine's pending step as if it were due now.
    /// - Returns: the machine after it, nil when the machine or its step is gone.
    func complete(_ pending: PendingStep) throws -> FiredStep? {
        guard var machine = try MachineRecord.find(pending.machineID, in: database) else { return nil }
        let from = machine.state
        let config = try machine.parsedConfig()
        let facts = MachineLifecycle.Facts(config)
        // A process that was awaited until its time was up did not do as it was told.
        let isOverdue = pending.step.awaitsExit && rules.runsProcess(config)
        let effects = machine.lifecycle.completeStep(at: now, facts: facts, ending: isOverdue ? .killed : nil)
        try save(&machine, from: from, effects: effects, cause: .flyd, config: config)
        return FiredStep(
            at: now, kind: pending.step.name, app: machine.appName, machine: machine.id, volume: nil,
            from: from.rawValue, to: machine.state.rawValue, cause: pending.cause
        )
    }

    /// Records the events of one change, and one line of the log for all of them.
    private func record(
        _ effects: [MachineLifecycle.Effect],
        of machine: MachineRecord,
        after duration: Duration
    ) throws {
        var events: [MachineEvent] = []
        for case .record(let event) in effects {
            let id = ulid()
            try EventRecord.insert(event, id: id, at: now, of: machine.id, in: database)
            newestEvents[machine.id] = (id, database.lastInsertedRowID)
            events.append(event)
        }
        guard let report = LifeReport(of: events, after: duration) else { return }
        try log([machine.line(report.message, from: report.source, level: report.level)], of: machine.appName)
    }

    /// The newest event this transaction gave each machine.
    private var newestEvents: [MachineID: (id: String, number: Int64)] = [:]

    private func schedule(
        _ machine: MachineRecord,
        effects: [MachineLifecycle.Effect],
        stopTimeout: Duration,
        runsProcess: Bool,
        cause: EventSource
    ) throws {
        guard let step = machine.lifecycle.step else { return try PendingStep.clear(machine.id, in: database) }
        guard effects.contains(.schedule(step)) else { return }
        // Nobody waits in an immediate world, but a crashing process must not be started without end.
        let profile = stepping == .immediate ? .instant : profile
        // A real process takes the time it takes; when that is up it is killed.
        let delay =
            runsProcess && step.awaitsExit
            ? stopTimeout : random { profile.delay(of: step, stopTimeout: stopTimeout, using: &$0) }
        let due = now + delay
        try PendingStep.set(step, due: due, cause: cause.rawValue, for: machine.id, in: database)
        noteDue(due)
    }

    /// How long a step of a volume or a snapshot takes; nil when it takes no time, and nobody moves it on by hand.
    func pause(before step: VolumeStep) -> Duration? {
        let delay = stepping == .immediate ? .zero : random { profile.delay(of: step, using: &$0) }
        return delay == .zero && stepping != .stepped ? nil : delay
    }

    /// Sends a machine's process a signal, once what is decided here is on disk.
    func send(_ signal: ProcessSignal, to machine: MachineRecord) {
        changes.signals.append((machine.id, signal))
    }

    /// Something falls due that the world must be awake for.
    func noteDue(_ due: Timestamp) {
        changes.earliestDue = min(changes.earliestDue ?? due, due)
    }

    /// A destroyed machine lets go of its volume and its lease.
    private func release(_ machine: MachineRecord) throws {
        try LeaseRecord.release(machine.id, in: database)
        if var volume = try VolumeRecord.attached(to: machine.id, in: database) {
            volume.attachedMachineID = nil
            try save(&volume)
        }
        try TimerRecord.clear(.schedule, of: machine.id.rawValue, in: database)
        try setPurge(of: machine)
        changes.memberships.insert(machine.appName)
    }

    /// A destroyed machine is forgotten some time from now.
    func setPurge(of machine: MachineRecord) throws {
        try set(
            TimerRecord(
                kind: .purge, subject: machine.id.rawValue, appName: machine.appName,
                due: now + Self.retentionOfDestroyed
            )
        )
    }

    // MARK: - What changed

    /// Notes a machine whose answer changed.
    package func note(_ machine: MachineRecord, from: MachineState?) throws {
        // Not every change is an event: then the newest one stays what it was.
        let newest =
            try newestEvents[machine.id]
            ?? EventRecord.newest(1, of: machine.id, in: database).first.map { ($0.id, $0.number) }
        changes.apps.insert(machine.appName)
        changes.machines.append(
            Changes.Machine(
                id: machine.id, app: machine.appName, name: machine.name, region: machine.region, from: from,
                to: machine.state, instanceID: machine.instanceID, lastEventID: newest?.id ?? "",
                lastEventNumber: newest?.number ?? 0
            )
        )
    }

    package func noteMade(_ app: AppName) {
        changes.apps.insert(app)
        changes.madeApps.insert(app)
    }

    package func noteRemoved(_ app: AppName, machines: [MachineID]) {
        changes.apps.insert(app)
        changes.removedApps.insert(app)
        changes.memberships.insert(app)
        changes.removedMachines.formUnion(machines)
    }

    func noteRemoved(_ machine: MachineRecord) {
        changes.apps.insert(machine.appName)
        changes.memberships.insert(machine.appName)
        changes.removedMachines.insert(machine.id)
    }

    package func noteChanged(_ app: AppName) {
        changes.apps.insert(app)
    }

    /// These files go once what is decided here is on disk.
    func abandon(_ files: StoredFiles) {
        changes.abandonedFiles.insert(files)
    }

    /// Notes that certificates came or went: their host names lead to other apps now.
    package func noteHostnames() throws {
        changes.hostnames = try CertificateRecord.hostnames(in: database)
    }
}

extension MachineRecord {
    func parsedConfig() throws -> MachineConfig {
        MachineConfig(stored: try JSON(parsing: config))
    }

    /// What the life cycle needs to know of the configuration.
    func facts() throws -> MachineLifecycle.Facts {
        MachineLifecycle.Facts(try parsedConfig())
    }
}

extension MachineLifecycle.Facts {
    init(_ config: MachineConfig) {
        self.init(
            restart: config.restart, autoDestroy: config.autoDestroy,
            suspendObstacle: SuspendEligibility.reason(against: config)
        )
    }
}
