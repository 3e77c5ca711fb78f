import GRDB
import MachineRules
import OrderedJSON
import Persistence
import Testing

@Suite("Rows and what they stand for")
struct RecordTests {
    private func store() async throws -> Store {
        let store = try Store(.memory)
        try await store.write { try Row.app().insert(in: $0) }
        return store
    }

    @Test(
        "A machine comes back with its whole life cycle",
        arguments: [
            MachineLifecycle(state: .created, step: .launch),
            MachineLifecycle(
                state: .started, step: .exit(ExitStatus(exitCode: 137, signal: 9, oomKilled: true)), restartCount: 3,
                crashingSince: .noon, boots: 4),
            MachineLifecycle(state: .replacing, step: .replace(.init(ranBefore: true, boots: false))),
            MachineLifecycle(state: .stopped, step: nil, boots: 1),
        ])
    func machine(lifecycle: MachineLifecycle) async throws {
        let store = try await store()
        let found = try await store.write { database in
            var machine = Row.machine()
            try machine.insert(in: database)
            machine.lifecycle = lifecycle
            machine.cordoned = true
            machine.updatedAt = .noon + .seconds(5)
            try machine.update(in: database)
            if let step = lifecycle.step {
                try PendingStep.set(step, due: .noon, cause: "user", for: machine.id, in: database)
            }
            return try MachineRecord.find(machine.id, in: database)
        }
        #expect(found?.lifecycle == lifecycle)
        #expect(found?.cordoned == true)
        #expect(found?.number == 1)
        #expect(found?.createdAt == .noon)
        #expect(found?.updatedAt == .noon + .seconds(5))
        #expect(found?.destroyedAt == nil)
        #expect(found?.config == #"{"image":"nginx"}"#)
    }

    @Test("Destroyed machines are found by id, and listed only when asked for")
    func destroyedMachines() async throws {
        let store = try await store()
        try await store.write { database in
            for id in ["d0", "d1", "d2"] {
                var machine = Row.machine(MachineID(id), name: id)
                try machine.insert(in: database)
                if id == "d1" {
                    machine.destroyedAt = .noon
                    try machine.update(in: database)
                }
            }
        }
        let (living, all, count, found) = try await store.read { database in
            (
                try MachineRecord.all(of: "demo", includingDestroyed: false, in: database).map(\.id),
                try MachineRecord.all(of: "demo", includingDestroyed: true, in: database).map(\.id),
                try MachineRecord.count(of: "demo", in: database), try MachineRecord.find("d1", in: database)
            )
        }
        #expect(living == ["d0", "d2"])
        #expect(all == ["d0", "d1", "d2"])
        #expect(count == 2)
        #expect(found?.destroyedAt == .noon)
    }

    @Test("A row with a word nobody knows is told, not guessed at")
    func unreadableRows() async throws {
        let store = try await store()
        try await store.write { database in
            var machine = Row.machine()
            try machine.insert(in: database)
        }
        try await store.run("UPDATE machines SET state = 'dreaming'")
        let error = await #expect(throws: UnreadableRow.self) {
            try await store.read { _ = try MachineRecord.find("d0", in: $0) }
        }
        #expect(error?.description == "table machines holds an unreadable state: dreaming")
        try await store.run("UPDATE machines SET state = 'started'")
        try await store.run(
            "INSERT INTO pending_steps (machine_id, step, detail, due, cause) VALUES ('d0', 'hibernate', 'null', 0, 'user')"
        )
        await #expect(throws: UnreadableRow.self) {
            try await store.read { _ = try PendingStep.next(limit: 1, in: $0) }
        }
    }

    @Test("Events come newest first, and know their number")
    func events() async throws {
        let store = try await store()
        let (events, number) = try await store.write { database in
            var machine = Row.machine()
            try machine.insert(in: database)
            for index in 1...5 {
                try EventRecord.insert(
                    MachineEvent("start", "started", .flyd, request: index == 5 ? ["a": 1] : nil), id: "E\(index)",
                    at: .noon, of: "d0", in: database)
            }
            return (
                try EventRecord.newest(3, of: "d0", in: database),
                try EventRecord.number(of: "E4", machine: "d0", in: database)
            )
        }
        #expect(events.map(\.id) == ["E5", "E4", "E3"])
        #expect(events.first?.request == #"{"a":1}"#)
        #expect(events.last?.request == nil)
        #expect(number == events[1].number)
        #expect(try await store.read { try EventRecord.number(of: "E4", machine: "d1", in: $0) } == nil)
    }

    @Test("Steps come in the order they fall due, those of the same moment in the order of their machines")
    func steps() async throws {
        let store = try await store()
        let steps = try await store.write { database in
            for id in ["d2", "d0", "d1", "d3"] {
                var machine = Row.machine(MachineID(id), name: id)
                try machine.insert(in: database)
                let due = Timestamp.noon + .seconds(id == "d3" ? -1 : 0)
                try PendingStep.set(.boot, due: due, cause: "proxy", for: machine.id, in: database)
            }
            try PendingStep.set(.resume, due: .noon + .seconds(1), cause: "user", for: "d0", in: database)
            return try PendingStep.next(limit: 10, in: database)
        }
        #expect(steps.map(\.machineID) == ["d3", "d2", "d1", "d0"])
        #expect(steps.last?.step == .resume)
        #expect(steps.last?.due == .noon + .seconds(1))
        #expect(steps.last?.cause == "user")
        #expect(steps.last?.appName == "demo")
        let rest = try await store.write { database in
            try PendingStep.clear("d3", in: database)
            return (try PendingStep.count(in: database), try PendingStep.of("d3", in: database))
        }
        #expect(rest.0 == 3)
        #expect(rest.1 == nil)
    }

    @Test("A lease holds until its end, not at it")
    func leases() async throws {
        let store = try await store()
        try await store.write { database in
            var machine = Row.machine()
            try machine.insert(in: database)
            for nonce in ["a", "b"] {
                try LeaseRecord(
                    machineID: "d0", nonce: nonce, owner: "me", description: "d", expiresAt: .noon, instanceID: "01"
                ).save(in: database)
            }
        }
        let before = try await store.read {
            try LeaseRecord.held(on: "d0", at: .noon + .milliseconds(-1), in: $0)?.nonce
        }
        #expect(before == "b")
        #expect(try await store.read { try LeaseRecord.held(on: "d0", at: .noon, in: $0)?.nonce } == nil)
    }

    @Test("Versions count up per machine, newest first")
    func versions() async throws {
        let store = try await store()
        let versions = try await store.write { database in
            for id in ["d0", "d1"] {
                var machine = Row.machine(MachineID(id), name: id)
                try machine.insert(in: database)
                for index in 1...3 {
                    try VersionRecord.insert(
                        instanceID: "\(id)-\(index)", config: "{\"n\":\(index)}", at: .noon, of: machine.id,
                        in: database)
                }
            }
            return try VersionRecord.all(of: "d1", in: database)
        }
        #expect(versions.map(\.instanceID) == ["d1-3", "d1-2", "d1-1"])
        #expect(try await store.read { try VersionRecord.exists("d1-2", of: "d1", in: $0) })
        #expect(try await store.read { try VersionRecord.exists("d1-2", of: "d0", in: $0) } == false)
    }

    @Test("A world keeps every bit of its seed", arguments: [0, 1, UInt64(Int64.max) + 1, .max] as [UInt64])
    func world(seed: UInt64) async throws {
        let store = try Store(.memory)
        let found = try await store.write { database in
            try Row.world(seed: seed).save(in: database)
            try Row.world(seed: seed).save(in: database)
            return try WorldRecord.find(in: database)
        }
        #expect(found?.seed == seed)
        #expect(found?.generator == .max)
        #expect(found?.clock == Row.world().clock)
        try await store.write { try WorldRecord.saveChance(generator: seed, lastULID: "02", in: $0) }
        let later = try await store.read { try WorldRecord.find(in: $0) }
        #expect(later?.generator == seed)
        #expect(later?.lastULID == "02")
        #expect(later?.seed == seed)
    }

    @Test("Volumes and addresses come back as they were stored")
    func volumesAndAddresses() async throws {
        let store = try await store()
        try await store.write { database in
            var machine = Row.machine()
            try machine.insert(in: database)
            var volume = Row.volume()
            try volume.insert(in: database)
            volume.attachedMachineID = "d0"
            volume.mountedOnce = true
            volume.sizeGB = 9
            try volume.update(at: .noon + .seconds(5), in: database)
            var second = Row.volume("vol_2")
            try second.insert(in: database)
            try Row.address().insert(in: database)
        }
        let (volume, named, taken, addresses) = try await store.read { database in
            (
                try VolumeRecord.attached(to: "d0", in: database), try VolumeRecord.named("data", in: "demo", database),
                try IPAddressRecord.isTaken("2a09::1", in: database), try IPAddressRecord.all(of: "demo", in: database)
            )
        }
        #expect(volume?.id == "vol_1")
        #expect(volume?.sizeGB == 9)
        #expect(volume?.mountedOnce == true)
        #expect(volume?.encrypted == true)
        #expect(volume?.number == 1)
        #expect(volume?.createdAt == .noon)
        #expect(volume?.updatedAt == .noon + .seconds(5))
        #expect(named.map(\.id) == ["vol_1", "vol_2"])
        #expect(taken)
        #expect(addresses.map(\.id) == ["ip_1"])
    }

    @Test("A deleted volume is shown until it is destroyed, and counts no more")
    func deletedVolumes() async throws {
        let store = try await store()
        let (shown, living, count) = try await store.write { database in
            for (id, state) in [("vol_1", VolumeState.created), ("vol_2", .pendingDestroy), ("vol_3", .destroyed)] {
                var volume = Row.volume(VolumeID(id))
                try volume.insert(in: database)
                volume.state = state
                volume.destroyedAt = state.isDeleted ? .noon : nil
                try volume.update(at: .noon, in: database)
            }
            return (
                try VolumeRecord.shown(of: "demo", in: database), try VolumeRecord.all(of: "demo", in: database),
                try VolumeRecord.count(of: "demo", in: database)
            )
        }
        #expect(shown.map(\.id) == ["vol_1", "vol_2"])
        #expect(living.map(\.id) == ["vol_1"])
        #expect(count == 1)
    }

    @Test("Snapshots come back as they were stored, newest first, also when their volume is gone")
    func snapshots() async throws {
        let store = try await store()
        let (all, unfinished) = try await store.write { database in
            var volume = Row.volume()
            try volume.insert(in: database)
            for id in ["vs_1", "vs_2"] {
                var snapshot = SnapshotRecord(
                    id: SnapshotID(id), of: volume, isAutomatic: id == "vs_2", size: 7, digest: "d-1",
                    requestedAt: .noon)
                try snapshot.insert(in: database)
                guard id == "vs_1" else { continue }
                snapshot.status = .created
                snapshot.finishedAt = .noon + .seconds(5)
                try snapshot.update(in: database)
            }
            let unfinished = try SnapshotRecord.unfinished(of: "vol_1", in: database)
            try VolumeRecord.delete("vol_1", in: database)
            return (try SnapshotRecord.all(of: "vol_1", in: "demo", database), unfinished)
        }
        #expect(all.map(\.id) == ["vs_2", "vs_1"])
        #expect(all.map(\.status) == [.waiting, .created])
        #expect(all.map(\.number) == [2, 1])
        #expect(all.map(\.finishedAt) == [nil, .noon + .seconds(5)])
        #expect(all.allSatisfy { $0.size == 7 && $0.region == "ams" && $0.volumeSizeGB == 3 && $0.retentionDays == 5 })
        #expect(unfinished?.id == "vs_2")
    }

    @Test("Secrets and keys come back as they were stored, by name, and are replaced and deleted by it")
    func secrets() async throws {
        let store = try await store()
        try await store.write { database in
            try Row.app("other").insert(in: database)
            for secret in [Row.secret("B", "2"), Row.secret("A", "1"), Row.secret("B", "3")] {
                try secret.save(in: database)
            }
            for key in [Row.secretKey("b"), Row.secretKey("a"), Row.secretKey("b", publicKey: [0, 1])] {
                try key.save(in: database)
            }
        }
        let (secrets, keys) = try await store.read { database in
            (try SecretRecord.all(of: "demo", in: database), try SecretKeyRecord.all(of: "demo", in: database))
        }
        #expect(secrets.map(\.name) == ["A", "B"])
        #expect(secrets.map(\.value) == ["1", "3"])
        #expect(secrets.first?.updatedAt == .noon)
        #expect(keys.map(\.name) == ["a", "b"])
        #expect(keys.map(\.publicKey) == [nil, [0, 1]])
        #expect(keys.first?.value == [0, 255, 7])
        let deleted = try await store.write { database in
            [
                try SecretRecord.delete("A", of: "other", in: database),
                try SecretRecord.delete("A", of: "demo", in: database),
                try SecretRecord.delete("A", of: "demo", in: database),
                try SecretKeyRecord.delete("a", of: "other", in: database),
                try SecretKeyRecord.delete("a", of: "demo", in: database),
                try SecretKeyRecord.delete("a", of: "demo", in: database),
            ]
        }
        #expect(deleted == [false, true, false, false, true, false])
        let (gone, elsewhere, kept) = try await store.read { database in
            (
                try SecretRecord.find("A", of: "demo", in: database),
                try SecretKeyRecord.find("b", of: "other", in: database),
                try SecretKeyRecord.find("b", of: "demo", in: database)
            )
        }
        #expect(gone?.name == nil)
        #expect(elsewhere?.name == nil)
        #expect(kept?.type == "hs256")
    }

    @Test("Each app has a version of its own, which only grows")
    func secretsVersions() async throws {
        let store = try await store()
        let versions = try await store.write { database in
            try Row.app("other").insert(in: database)
            return [
                try SecretsVersion.current(of: "demo", in: database),
                try SecretsVersion.raise(of: "demo", in: database),
                try SecretsVersion.raise(of: "demo", in: database),
                try SecretsVersion.raise(of: "other", in: database),
                try SecretsVersion.current(of: "demo", in: database),
            ]
        }
        #expect(versions == [0, 1, 2, 1, 2])
    }
}
