import Fixtures
import MachineRules
import OrderedJSON
import Persistence

extension Hydration {
    /// A machine with its history. Without a configuration nothing can be done with one.
    mutating func take(_ recorded: RecordedMachine, of app: AppRecord) throws {
        let database = transaction.database
        guard Identifiers.isMachineID(recorded.id) else {
            return leaveOut(recorded.entry, "machine \(recorded.id): its id is none that a machine can have")
        }
        guard let document = recorded.config.map(JSON.object) else {
            return leaveOut(recorded.entry, "machine \(recorded.id): its configuration is not in the recording")
        }
        let config = MachineConfig(stored: document)
        guard let life = RecordedLife(recorded, config: config) else {
            let state = recorded.state ?? "not in the recording"
            return leaveOut(recorded.entry, "machine \(recorded.id): its state is \(state)")
        }
        let versions = try freshVersions(of: recorded)
        guard try MachineRecord.find(MachineID(recorded.id), in: database) == nil, let versions else {
            return leaveOut(recorded.entry, "machine \(recorded.id): it is in the recording twice")
        }
        guard var machine = try machineRecord(of: recorded, app, config, life) else { return }
        try transaction.adopt(&machine, config)
        try takeHistory(of: recorded, machine, versions)
        try takeChecks(of: recorded, machine)
        if machine.state == .destroyed { return try transaction.setPurge(of: machine) }
        if !recorded.skipsLaunch { try transaction.follow(config.schedule, insteadOf: nil, of: machine) }
        count(\.machines)
    }

    /// Nil when another machine has one of them.
    private func freshVersions(of recorded: RecordedMachine) throws -> [RecordedMachine.Version]? {
        for version in recorded.versions where try VersionRecord.exists(version.id, in: transaction.database) {
            return nil
        }
        return recorded.versions
    }

    private mutating func machineRecord(
        of recorded: RecordedMachine, _ app: AppRecord, _ config: MachineConfig, _ life: RecordedLife
    ) throws -> MachineRecord? {
        let (document, database) = (recorded.document, transaction.database)
        let name = document.text("name") ?? transaction.random { Identifiers.machineName(using: &$0) }
        if !life.lifecycle.state.isDestroyed, try MachineRecord.named(name, in: app.name, database) != nil {
            leaveOut(recorded.entry, "machine \(recorded.id): another one of the app has the name \(name)")
            return nil
        }
        guard let image = try imageReference(document["image_ref"], config) else {
            leaveOut(recorded.entry, "machine \(recorded.id): its image is not in the recording")
            return nil
        }
        let createdAt = time(document["created_at"], else: recorded.at)
        var machine = MachineRecord(
            id: MachineID(recorded.id), appName: app.name, name: name, lifecycle: life.lifecycle,
            region: Region(document.text("region") ?? MachinesService.defaultRegion.rawValue),
            instanceID: document.text("instance_id") ?? transaction.ulid(),
            privateIP: document.text("private_ip") ?? freshPrivateIP(app), imageRef: image,
            config: config.document.text, cordoned: document["cordoned"] == true, createdAt: createdAt
        )
        machine.updatedAt = document["updated_at"].map { time($0, else: recorded.at) } ?? createdAt
        // A world whose clock is behind the recording's would take a machine that runs for one about to.
        machine.servingChangedAt = min(life.servingChangedAt ?? machine.updatedAt, transaction.now)
        machine.hostStatus = document.text("host_status").flatMap(HostStatus.init(rawValue:)) ?? .ok
        if machine.state == .destroyed { machine.destroyedAt = machine.updatedAt }
        return machine
    }

    private func imageReference(_ recorded: JSON?, _ config: MachineConfig) throws -> String? {
        if let recorded = recorded?.objectValue, !recorded.isEmpty { return JSON.object(recorded).text }
        return try? MachinesService.imageReference(of: config)
    }

    private func freshPrivateIP(_ app: AppRecord) -> String {
        transaction.random { generator in
            let network = PrivateNetwork(app.networkPrefix) ?? PrivateNetwork(using: &generator)
            return Addresses.privateIP(in: network, using: &generator)
        }
    }

    private func takeHistory(
        of recorded: RecordedMachine, _ machine: MachineRecord, _ versions: [RecordedMachine.Version]
    ) throws {
        let database = transaction.database
        for version in versions {
            transaction.goOn(after: version.id)
            try VersionRecord.insert(
                instanceID: version.id, config: version.config.map { JSON.object($0).text } ?? machine.config,
                at: machine.createdAt, of: machine.id, in: database)
        }
        if versions.isEmpty {
            try VersionRecord.insert(
                instanceID: machine.instanceID, config: machine.config, at: machine.createdAt, of: machine.id,
                in: database)
        }
        for event in recorded.events {
            guard let id = event.text("id") else { continue }
            transaction.goOn(after: id)
            try EventRecord(
                id: id, type: event.text("type") ?? "", status: event.text("status") ?? "",
                source: event.text("source") ?? "", timestamp: RecordedLife.time(of: event) ?? machine.updatedAt,
                request: event["request"].map(\.text)
            ).insert(of: machine.id, in: database)
        }
    }

    /// What a check has found stays until the machine rests. One that has found nothing yet is left to find out.
    private func takeChecks(of recorded: RecordedMachine, _ machine: MachineRecord) throws {
        guard machine.state == .started else { return }
        for check in recorded.document["checks"]?.arrayValue?.compactMap(\.objectValue) ?? [] {
            guard let name = check.text("name"),
                let word = check.text("status").flatMap(CheckStatus.Word.init(rawValue:)),
                let output = check["output"]?.stringValue, word != .critical || !output.isEmpty
            else { continue }
            let status = CheckStatus(
                name: name, word: word, output: output, updatedAt: time(check["updated_at"], else: recorded.at))
            try CheckReport.find(status, of: machine.id, in: transaction.database)
        }
    }
}
