package import MachineRules
package import Persistence

/// Addresses that machines go out by (reference/graphql.md, section 2.4). They are handed out and listed; what a guest
/// sends goes out as its host does.
package struct EgressAddressesService: Sendable {
    let world: World

    /// What an address is for.
    package enum Scope: Sendable {
        /// All machines of the app in a region.
        case region(Region)
        case machine(MachineID)
    }

    /// The two addresses that are allocated together.
    package struct Pair: Sendable {
        package let v4: EgressAddressRecord
        package let v6: EgressAddressRecord
    }

    /// Allocates a pair. A region may have several; a machine has one, and asking again gives the same (chosen).
    /// - Throws: `Refusal` 404 for no such app or machine, 400 for a region there is not.
    package func allocate(_ scope: Scope, for app: AppName) async throws -> Pair {
        try await world.write { transaction in
            let record = try transaction.app(app)
            switch scope {
            case .region(let region):
                guard Regions.fact(region) != nil else { throw Regions.unknown(region.rawValue) }
                return try Self.pair(for: record, machine: nil, in: region, transaction)
            case .machine(let id):
                let machine = try transaction.machine(id, in: app)
                guard machine.destroyedAt == nil else { throw Refusal(.machineNotFound) }
                let known = try EgressAddressRecord.all(of: id, in: transaction.database)
                if let v4 = known.first(where: { $0.version == 4 }), let v6 = known.first(where: { $0.version == 6 }) {
                    return Pair(v4: v4, v6: v6)
                }
                return try Self.pair(for: record, machine: id, in: machine.region, transaction)
            }
        }
    }

    /// Allocates one address, or one of each kind, for all machines of the app in a region.
    /// - Parameter kinds: `egressV4`, `egressV6`, or both.
    /// - Throws: `Refusal` 404 for no such app, 400 for a region there is not.
    package func allocate(
        _ kinds: [Addresses.Kind],
        in region: Region,
        for app: AppName
    ) async throws -> [EgressAddressRecord] {
        try await world.write { transaction in
            let record = try transaction.app(app)
            guard Regions.fact(region) != nil else { throw Regions.unknown(region.rawValue) }
            return try Self.allocate(kinds, for: record, machine: nil, in: region, transaction)
        }
    }

    /// Releases one address of the app; its pair stays (chosen).
    /// - Parameter address: compared as an address, not as text.
    /// - Throws: `Refusal` 404: `app not found`, or `Could not find EgressIPAddress` (text chosen).
    package func release(_ address: String, of app: AppName) async throws -> EgressAddressRecord {
        try await world.write { transaction in
            _ = try transaction.app(app)
            let known = try EgressAddressRecord.all(of: app, in: transaction.database)
                .first { Addresses.sameAddress($0.address, address) }
            guard let known else { throw Self.unknown }
            try EgressAddressRecord.delete(known.id, in: transaction.database)
            transaction.noteChanged(app)
            return known
        }
    }

    /// Releases the addresses of a machine.
    /// - Returns: at least one.
    /// - Throws: `Refusal` 404: no such app or machine, or `Could not find EgressIPAddress` (text chosen).
    package func release(of id: MachineID, in app: AppName) async throws -> [EgressAddressRecord] {
        try await world.write { transaction in
            _ = try transaction.app(app)
            _ = try transaction.machine(id, in: app)
            let known = try EgressAddressRecord.all(of: id, in: transaction.database)
            guard !known.isEmpty else { throw Self.unknown }
            for address in known { try EgressAddressRecord.delete(address.id, in: transaction.database) }
            transaction.noteChanged(app)
            return known
        }
    }

    /// Makes the address of one machine that of its whole app, which it stays when the machine goes; one that is the app's
    /// already stays so, and the pair of the address is left to the machine (chosen).
    /// - Parameter address: compared as an address, not as text.
    /// - Throws: `Refusal` 404: `app not found`, or `Could not find EgressIPAddress` (text chosen).
    package func promote(_ address: String, of app: AppName) async throws {
        try await world.write { transaction in
            _ = try transaction.app(app)
            let known = try EgressAddressRecord.allOfMachinesToo(of: app, in: transaction.database)
                .first { Addresses.sameAddress($0.address, address) }
            guard let known else { throw Self.unknown }
            guard known.machineID != nil else { return }
            try EgressAddressRecord.promote(known.id, in: transaction.database)
            transaction.noteChanged(app)
        }
    }

    /// The addresses of a whole app, those of single machines aside.
    package func list(of app: AppName) async throws -> [EgressAddressRecord] {
        try await world.read { database, _ in try EgressAddressRecord.all(of: app, in: database) }
    }

    /// The addresses of one machine alone.
    package func list(of machine: MachineID) async throws -> [EgressAddressRecord] {
        try await world.read { database, _ in try EgressAddressRecord.all(of: machine, in: database) }
    }

    private static let unknown = Refusal(.egressAddressNotFound)

    private static func pair(
        for app: AppRecord,
        machine: MachineID?,
        in region: Region,
        _ transaction: WorldTransaction
    ) throws -> Pair {
        let addresses = try allocate([.egressV4, .egressV6], for: app, machine: machine, in: region, transaction)
        return Pair(v4: addresses[0], v6: addresses[1])
    }

    private static func allocate(
        _ kinds: [Addresses.Kind],
        for app: AppRecord,
        machine: MachineID?,
        in region: Region,
        _ transaction: WorldTransaction
    ) throws -> [EgressAddressRecord] {
        guard let network = PrivateNetwork(app.networkPrefix) else {
            throw UnreadableRow(table: "apps", column: "network_prefix", value: app.networkPrefix)
        }
        let addresses = try kinds.map { kind in
            let record = try transaction.random { generator in
                EgressAddressRecord(
                    id: Identifiers.ipAddressID(using: &generator), appName: app.name, machineID: machine,
                    address: try Addresses.allocate(
                        kind, network: network, counter: 0,
                        isTaken: {
                            try EgressAddressRecord.isTaken($0, in: transaction.database)
                                || IPAddressRecord.isTaken($0, in: transaction.database)
                        }, using: &generator),
                    version: kind == .egressV4 ? 4 : 6, region: region, createdAt: transaction.now)
            }
            try record.insert(in: transaction.database)
            return record
        }
        transaction.noteChanged(app.name)
        return addresses
    }
}

extension World {
    package var egressAddresses: EgressAddressesService { EgressAddressesService(world: self) }
}
