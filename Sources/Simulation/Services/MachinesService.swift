import GRDB
package import MachineRules
import OrderedJSON
import Persistence

/// Machines of one world: each call is one transaction in which the pure rule decides
/// (reference/machines-rest.md, sections 2.4 and 4).
package struct MachinesService: Sendable {
    let world: World

    /// What a create or an update asks for.
    package struct Draft: Sendable {
        package let name: String?
        /// A code, a list, an alias or `any` (section 4.13); an update ignores it.
        package let region: String?
        package let config: MachineConfig
        package let skipLaunch: Bool
        package let skipServiceRegistration: Bool
        /// An update is refused when the machine has another version than this.
        package let currentVersion: String?
        /// Seconds; a create with it also takes a lease.
        package let leaseTTL: Int?
        /// Whose lease that is.
        package let user: String
        /// The machine must not boot with older secrets than these.
        package let minSecretsVersion: Int?

        package init(
            name: String?,
            region: String?,
            config: MachineConfig,
            skipLaunch: Bool,
            skipServiceRegistration: Bool,
            currentVersion: String?,
            leaseTTL: Int?,
            user: String,
            minSecretsVersion: Int?
        ) {
            self.name = name
            self.region = region
            self.config = config
            self.skipLaunch = skipLaunch
            self.skipServiceRegistration = skipServiceRegistration
            self.currentVersion = currentVersion
            self.leaseTTL = leaseTTL
            self.user = user
            self.minSecretsVersion = minSecretsVersion
        }
    }

    /// Where a machine goes when neither the request nor a volume says.
    package static let defaultRegion = Region(rawValue: "iad")

    // MARK: - Create and update

    /// Makes a machine, which launches by itself unless `skipLaunch`.
    /// - Parameter answer: renders the answer inside the transaction.
    /// - Throws: `Refusal` 404 app, 409 name, 412 volume, 400 region.
    package func create<Answer: Sendable>(
        _ draft: Draft,
        in app: AppName,
        answer: @escaping @Sendable (MachineView) throws -> Answer
    ) async throws -> Answer {
        // Hashing and writing out happen here, beside other requests, not in the one transaction at a time.
        let imageRef = try Self.imageReference(of: draft.config)
        let text = draft.config.document.text
        return try await world.write { transaction in
            let record = try transaction.app(app)
            try SecretsService.require(app, minimum: draft.minSecretsVersion, in: transaction.database)
            let name = try freshName(draft.name, in: app, transaction)
            let volume = try MountRules.claim(draft.config, for: nil, in: app, transaction)
            let region = try Regions.resolve(
                expression: draft.region, default: Self.defaultRegion, volumeRegion: volume?.region,
                volume: volume?.id
            )
            // A standby rests until the host of a machine it stands in for is lost.
            let rests = draft.skipLaunch || !draft.config.standbys.isEmpty
            let (lifecycle, effects) = MachineLifecycle.create(skipLaunch: rests)
            var machine = try newMachine(
                name: name, app: record, region: region, imageRef: imageRef,
                config: volume.map { draft.config.describing($0).document.text } ?? text, lifecycle: lifecycle,
                cordoned: draft.skipServiceRegistration, transaction
            )
            try transaction.insert(&machine, effects: effects)
            try VersionRecord.insert(
                instanceID: machine.instanceID, config: machine.config, at: transaction.now, of: machine.id,
                in: transaction.database
            )
            try volume?.attach(to: machine.id, transaction)
            // The schedule of a machine that is not launched never begins (reported by users, section 4.3).
            if !rests { try transaction.follow(draft.config.schedule, insteadOf: nil, of: machine) }
            let lease = try draft.leaseTTL.map { seconds in
                try LeasesService.grant(
                    seconds: seconds, description: "", owner: draft.user, to: machine, transaction)
            }
            return try answer(
                transaction.view(of: machine, nonce: lease?.nonce, config: draft.config)
            )
        }
    }

    /// Replaces the machine's configuration as a whole by a new version.
    /// - Throws: `Refusal` 404, 409 lease or version, 412.
    package func update<Answer: Sendable>(
        _ id: MachineID,
        in app: AppName,
        to draft: Draft,
        nonce: String?,
        answer: @escaping @Sendable (MachineView) throws -> Answer
    ) async throws -> Answer {
        try await change(id, in: app, nonce: nonce) { machine, transaction in
            if let current = draft.currentVersion, current != machine.instanceID {
                throw Refusal(.concurrentUpdate)
            }
            try machine.requireHost()
            try SecretsService.require(app, minimum: draft.minSecretsVersion, in: transaction.database)
            let previous = try machine.parsedConfig().schedule
            let effects = try machine.lifecycle.requestUpdate(skipLaunch: draft.skipLaunch)
            let volume = try MountRules.claim(draft.config, for: machine, in: app, transaction)
            let config = volume.map(draft.config.describing) ?? draft.config
            machine.instanceID = transaction.ulid()
            machine.config = config.document.text
            machine.imageRef = try Self.imageReference(of: config)
            if draft.skipServiceRegistration { machine.cordoned = true }
            try VersionRecord.insert(
                instanceID: machine.instanceID, config: machine.config, at: transaction.now, of: machine.id,
                in: transaction.database
            )
            try MountRules.exchange(for: machine, volume, transaction)
            if config.schedule != previous || !draft.skipLaunch {
                try transaction.follow(draft.skipLaunch ? nil : config.schedule, insteadOf: previous, of: machine)
            }
            return effects
        } answer: { machine, transaction, _ in
            try answer(transaction.view(of: machine))
        }
    }

    // MARK: - Actions

    /// Starts the machine and tells the state it was in.
    package func start(
        _ id: MachineID,
        in app: AppName,
        by source: EventSource,
        nonce: String?
    ) async throws -> MachineState {
        try await change(id, in: app, nonce: nonce, cause: source) { machine, _ in
            try machine.requireHost()
            return try machine.lifecycle.requestStart(by: source)
        } answer: { _, _, from in
            from
        }
    }

    /// Stops the machine.
    /// - Parameter order: how, where the request says it.
    package func stop(
        _ id: MachineID,
        in app: AppName,
        by source: EventSource,
        nonce: String?,
        _ order: StopOrder = .configured
    ) async throws {
        try await change(id, in: app, nonce: nonce, cause: source, order: order) { machine, _ in
            try machine.requireHost()
            return try machine.lifecycle.requestStop(by: source, kills: order.kills(machine.parsedConfig()))
        }
    }

    /// Suspends the machine.
    /// - Throws: `Refusal` 412 also for one that cannot be suspended (section 4.7).
    package func suspend(_ id: MachineID, in app: AppName, by source: EventSource, nonce: String?) async throws {
        try await change(id, in: app, nonce: nonce, cause: source) { machine, _ in
            try machine.requireHost()
            return try machine.lifecycle.requestSuspend(by: source, facts: machine.facts())
        }
    }

    /// Restarts the machine.
    /// - Parameter order: how its process ends, where the request says it.
    package func restart(
        _ id: MachineID,
        in app: AppName,
        nonce: String?,
        _ order: StopOrder = .configured
    ) async throws {
        try await change(id, in: app, nonce: nonce, order: order) { machine, _ in
            try machine.requireHost()
            return try machine.lifecycle.requestRestart(kills: order.kills(machine.parsedConfig()))
        }
    }

    /// Sends the machine's process a signal, which is no stop: the restart policy acts if it ends of it. An emulated
    /// process does at once; a real one may handle it.
    /// - Throws: `Refusal` 412 `failed_precondition: machine not running` unless it is started (chosen).
    package func signal(
        _ id: MachineID,
        in app: AppName,
        _ signal: ProcessSignal,
        nonce: String?
    ) async throws {
        try await change(id, in: app, nonce: nonce) { machine, transaction in
            try machine.requireHost()
            guard try transaction.rules.runsProcess(machine.parsedConfig()) else {
                return try machine.lifecycle.requestExit(signal.exit)
            }
            try machine.requireProcess()
            transaction.send(signal, to: machine)
            return []
        }
    }

    package func destroy(_ id: MachineID, in app: AppName, force: Bool, nonce: String?) async throws {
        try await change(id, in: app, nonce: nonce) { machine, transaction in
            // By force even a machine whose host is gone can be given up (chosen).
            if !force { try machine.requireHost() }
            return try machine.lifecycle.requestDestroy(force: force, at: transaction.now)
        }
    }

    /// Makes the machine's process end, as if by itself.
    /// - Parameter id: of a machine in any app of the world.
    package func exit(_ id: MachineID, as status: ExitStatus) async throws {
        try await world.write { transaction in
            guard var machine = try MachineRecord.find(id, in: transaction.database) else {
                throw Refusal(.machineNotFound)
            }
            let effects = try machine.lifecycle.requestExit(status)
            try transaction.save(&machine, from: machine.state, effects: effects, cause: .flyd)
        }
    }

    /// Takes the machine out of routing, or puts it back; doing so twice changes nothing.
    package func setCordoned(_ cordoned: Bool, _ id: MachineID, in app: AppName, nonce: String?) async throws {
        try await change(id, in: app, nonce: nonce) { machine, _ in
            guard machine.cordoned != cordoned else { return [] }
            machine.cordoned = cordoned
            let word = cordoned ? "cordon" : "uncordon"
            return [.record(MachineEvent(word, machine.state.rawValue, .user))]
        }
    }

    // MARK: - One change of one machine

    private func change(
        _ id: MachineID,
        in app: AppName,
        nonce: String?,
        cause: EventSource = .user,
        order: StopOrder = .configured,
        _ decide: @escaping @Sendable (inout MachineRecord, WorldTransaction) throws -> [MachineLifecycle.Effect]
    ) async throws {
        try await change(id, in: app, nonce: nonce, cause: cause, order: order, decide) { _, _, _ in }
    }

    private func change<Answer: Sendable>(
        _ id: MachineID,
        in app: AppName,
        nonce: String?,
        cause: EventSource = .user,
        order: StopOrder = .configured,
        _ decide: @escaping @Sendable (inout MachineRecord, WorldTransaction) throws -> [MachineLifecycle.Effect],
        answer: @escaping @Sendable (MachineRecord, WorldTransaction, _ from: MachineState) throws -> Answer
    ) async throws -> Answer {
        try await world.write { transaction in
            var machine = try transaction.machine(id, in: app)
            try LeasesService.check(nonce, on: machine, transaction)
            let before = machine
            let effects = try decide(&machine, transaction)
            if !effects.isEmpty || machine.lifecycle != before.lifecycle {
                try transaction.save(
                    &machine, from: before.state, effects: effects, cause: cause, order: order
                )
            }
            return try answer(machine, transaction, before.state)
        }
    }

    // MARK: - Parts of a new machine

    private func freshName(_ wanted: String?, in app: AppName, _ transaction: WorldTransaction) throws -> String {
        if let wanted, !wanted.isEmpty {
            if let other = try MachineRecord.named(wanted, in: app, transaction.database) {
                throw Refusal(.machineNameTaken, ["machine": other.id, "name": wanted])
            }
            return wanted
        }
        var name = transaction.random { Identifiers.machineName(using: &$0) }
        while try MachineRecord.named(name, in: app, transaction.database) != nil {
            name = transaction.random { Identifiers.machineName(using: &$0) }
        }
        return name
    }

    private func newMachine(
        name: String,
        app: AppRecord,
        region: Region,
        imageRef: String,
        config: String,
        lifecycle: MachineLifecycle,
        cordoned: Bool,
        _ transaction: WorldTransaction
    ) throws -> MachineRecord {
        guard let network = PrivateNetwork(app.networkPrefix) else {
            throw UnreadableRow(table: "apps", column: "network_prefix", value: app.networkPrefix)
        }
        let (id, privateIP) = transaction.random { generator in
            (
                Identifiers.machineID(using: &generator),
                Addresses.privateIP(in: network, using: &generator)
            )
        }
        return MachineRecord(
            id: id, appName: app.name, name: name, lifecycle: lifecycle, region: region,
            instanceID: transaction.ulid(), privateIP: privateIP, imageRef: imageRef, config: config,
            cordoned: cordoned, createdAt: transaction.now
        )
    }

    static func imageReference(of config: MachineConfig) throws -> String {
        let text = config.image ?? config.containers.lazy.compactMap(\.image).first ?? ""
        guard let reference = ImageReference(text) else {
            throw Refusal(.imageUnreadable, ["image": text])
        }
        var object: JSONObject = [
            "registry": .string(reference.registry), "repository": .string(reference.repository),
        ]
        if let tag = reference.tag { object["tag"] = .string(tag) }
        object["digest"] = .string(reference.digest)
        object["labels"] = .null
        return JSON.object(object).text
    }
}

extension MachineConfig {
    /// The configuration as it is echoed once the volume behind its mount is known.
    func describing(_ volume: VolumeRecord) -> MachineConfig {
        var config = self
        config.describeMount(volume: volume.id, name: volume.name, sizeGB: volume.sizeGB, encrypted: volume.encrypted)
        return config
    }
}

extension World {
    package var machines: MachinesService { MachinesService(world: self) }
}
