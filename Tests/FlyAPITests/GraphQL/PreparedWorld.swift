import MachineRules
import OrderedJSON
import Persistence
import Simulation

@testable import FlyAPI

/// A world with some of everything in app `demo`, and nothing but a lock in app `bare`. Seed and clock stand still, so it is the same
/// every time.
struct PreparedWorld {
    let emulator = Emulator()
    /// What documents call the things in it: the name in braces, and what it is.
    private let names: [(name: String, text: String)]

    init() async throws {
        try await emulator.makeApp("demo")
        try await emulator.makeApp("bare", organization: "other")
        try await emulator.makeApp("third")
        let world = try await emulator.world
        let (machine, volume) = try await emulator.makeWorker()
        var names: [(name: String, text: String)] = [
            ("personal", OrganizationNode.personal.id), ("other", OrganizationNode(slug: "other").id),
            ("machine", machine.id.rawValue), ("machineIP", machine.privateIP), ("volume", volume.id.rawValue),
        ]
        for kind in [Addresses.Kind.v6, .privateV6, .sharedV4] {
            let draft = AddressesService.Draft(
                type: kind, region: "", network: nil, organization: nil, serviceName: nil)
            let outcome = try await world.addresses.allocate(draft, for: "demo")
            if let made = outcome.made {
                names += [("\(kind)ID", made.id), ("\(kind)", made.address)]
            } else {
                names.append(("shared", outcome.app.sharedIP ?? ""))
            }
        }
        let release = try await world.releases.create(
            ReleasesService.Draft(
                image: "flyio/mcp:latest", definition: #"{"app":"demo","primary_region":"iad"}"#, strategy: "ROLLING",
                user: "dev"), for: "demo")
        names.append(("release", release.id.rawValue))
        _ = try await world.secrets.set("hello", as: "GREETING", of: "demo")
        let certificate = try await world.certificates.requestACME(for: "www.example.com", of: "demo")
        names.append(("certificate", certificate.record.id.rawValue))
        for scope in [EgressAddressesService.Scope.region("iad"), .machine(machine.id)] {
            let pair = try await world.egressAddresses.allocate(scope, for: "demo")
            let owner = if case .machine = scope { "machineEgress" } else { "egress" }
            names += [
                ("\(owner)V4ID", pair.v4.id.rawValue), ("\(owner)V4", pair.v4.address),
                ("\(owner)V6ID", pair.v6.id.rawValue), ("\(owner)V6", pair.v6.address),
            ]
        }
        let token = try await world.tokens.mint(
            TokensService.LimitedDraft(
                name: "deploys", organization: "personal", app: "demo", profile: "deploy", profileParams: nil,
                user: "dev", lifetime: .seconds(3600))
        ) { _, seal in "text of \(seal.nonce)" }
        names.append(("token", token.record.id))
        _ = try await world.builds.create(
            BuildsService.Draft(builderType: "remote", machineID: machine.id.rawValue, user: "dev"), for: "demo")
        _ = try await world.organizations.create(named: "Empty")
        names.append(("empty", OrganizationNode(slug: "empty").id))
        // Ids of these are given, so that they leave the world's chance as it was.
        let (spare, lock) = (VolumeID(rawValue: "vol_spare00000000000"), "10c10c10c10c")
        try await world.write { transaction in
            try AppLockRecord(appName: "bare", id: lock, expiresAt: transaction.now + .seconds(60))
                .save(in: transaction.database)
            var volume = VolumeRecord(
                id: spare, appName: "bare", name: "spare", origin: .blank, region: "iad", zone: "0000", sizeGB: 1,
                encrypted: true, fstype: "ext4", snapshotRetention: 5, autoBackupEnabled: false,
                createdAt: transaction.now)
            volume.state = .created
            try volume.insert(in: transaction.database)
        }
        names += [("spare", spare.rawValue), ("lock", lock)]
        self.names = names
    }

    /// - Returns: the text with what stands in braces filled in.
    func filled(_ text: String) -> String {
        names.reduce(text) { $0.replacing("{\($1.name)}", with: $1.text) }
    }

    /// The other way round.
    func blanked(_ text: String) -> String {
        // The longest first, as one address may begin another.
        names.sorted { $0.text.count > $1.text.count }.reduce(text) { $0.replacing($1.text, with: "{\($1.name)}") }
    }
}
