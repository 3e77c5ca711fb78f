import Dispatch
import Foundation
import GRDB
import MachineRules
import Persistence
import Synchronization

/// The test library has a type of this name too.
typealias ExitStatus = MachineRules.ExitStatus

extension Timestamp {
    /// 2026-08-01T12:00:00Z.
    static let noon = Timestamp(milliseconds: 1_785_585_600_000)
}

/// Runs `body` with the path of an empty folder that goes away afterwards, whatever happens.
func withTemporaryFolder<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    let path = FileManager.default.temporaryDirectory.path + "/windtunnel-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try await body(path)
}

/// What a test's own requests throw.
struct Planned: Error, Equatable {}

extension Store {
    /// Returns once the store is busy, and stays so until the semaphore is signalled.
    func keepBusy() async -> DispatchSemaphore {
        let busy = DispatchSemaphore(value: 0)
        await withCheckedContinuation { (running: CheckedContinuation<Void, Never>) in
            enqueueWrite { _ in
                running.resume()
                busy.wait()
            }
        }
        return busy
    }

    /// Puts these requests into one transaction: they all arrive while the store is busy with another.
    /// - Returns: how each of them ended.
    func together(_ bodies: [@Sendable (Database) throws -> Void]) async -> [Result<Void, any Error>] {
        let busy = await keepBusy()
        let outcomes = Mutex<[Int: Result<Void, any Error>]>([:])
        await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in
            for (index, body) in bodies.enumerated() {
                enqueueWrite(
                    body,
                    finished: { result in
                        let all = outcomes.withLock { outcomes in
                            outcomes[index] = result
                            return outcomes.count == bodies.count
                        }
                        if all { done.resume() }
                    }
                )
            }
            busy.signal()
        }
        return outcomes.withLock { outcomes in bodies.indices.compactMap { outcomes[$0] } }
    }

    /// The names of all apps, in the order of making.
    func appNames() async throws -> [String] {
        try await read { try AppRecord.all(of: nil, in: $0).map(\.name.rawValue) }
    }

    func run(_ sql: String) async throws {
        try await write { try $0.execute(sql: sql) }
    }

    func text(_ sql: String) async throws -> String? {
        try await read { try String.fetchOne($0, sql: sql) }
    }
}

/// The rows that others refer to.
enum Row {
    static func app(_ name: AppName = "demo", id: String? = nil) -> AppRecord {
        AppRecord(
            id: id ?? "id-\(name)", name: name, orgSlug: "personal", network: "default", networkPrefix: "fdaa:0:1",
            numericID: 7, createdAt: .noon, idempotencyKey: nil
        )
    }

    static func machine(_ id: MachineID = "d0", app: AppName = "demo", name: String = "one") -> MachineRecord {
        MachineRecord(
            id: id, appName: app, name: name,
            lifecycle: MachineLifecycle(state: .created, step: .launch), region: "iad", instanceID: "01-\(id)",
            privateIP: "fdaa:0:1::1", imageRef: "{}", config: #"{"image":"nginx"}"#, cordoned: false, createdAt: .noon
        )
    }

    static func volume(_ id: VolumeID = "vol_1", name: String = "data") -> VolumeRecord {
        VolumeRecord(
            id: id, appName: "demo", name: name, region: "ams", zone: "a1b2", sizeGB: 3, encrypted: true,
            fstype: "ext4", snapshotRetention: 5, autoBackupEnabled: false, createdAt: .noon
        )
    }

    static func address(_ id: String = "ip_1", _ address: String = "2a09::1") -> IPAddressRecord {
        IPAddressRecord(
            id: id, appName: "demo", address: address, type: "v6", region: "global", network: nil,
            networkOrganization: nil, serviceName: nil, createdAt: .noon
        )
    }

    /// One that was brought, beside one that was issued.
    static func certificate(_ hostname: String, id: CertificateID = "cert_1") throws -> CertificateRecord {
        CertificateRecord(
            id: id, appName: "demo", hostname: try Hostname(hostname),
            life: CertificateLife(
                acmeRequested: true, acmeIssuedAt: .noon,
                custom: CertificateLife.Custom(
                    fullchain: "chain", privateKey: "key", createdAt: .noon, expiresAt: .noon + .seconds(60),
                    issuer: "CA", key: .rsa),
                finding: CertificateLife.Finding(hasAddress: true, isOwned: false), checkedAt: .noon + .seconds(1)),
            createdAt: .noon
        )
    }

    static func secret(_ name: String = "TOKEN", _ value: String = "swordfish") -> SecretRecord {
        SecretRecord(
            appName: "demo", name: name, value: value, digest: "0123456789abcdef", version: 1, createdAt: .noon,
            updatedAt: .noon)
    }

    static func secretKey(_ name: String = "k", publicKey: [UInt8]? = nil) -> SecretKeyRecord {
        SecretKeyRecord(
            appName: "demo", name: name, type: "hs256", value: [0, 255, 7], publicKey: publicKey, version: 1,
            createdAt: .noon, updatedAt: .noon)
    }

    static func world(seed: UInt64 = 1) -> WorldRecord {
        WorldRecord(
            createdAt: .noon, seed: seed, generator: .max, lastULID: "01", profile: nil,
            clock: WorldRecord.Clock(isFrozen: true, speed: 2.5, worldAnchor: .noon, wallAnchor: .noon),
            stepping: "auto"
        )
    }
}
