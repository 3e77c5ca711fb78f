package import MachineRules
package import Persistence

/// IP addresses of apps: one store behind GraphQL and REST (reference/graphql.md, section 2).
package struct AddressesService: Sendable {
    let world: World

    /// What an allocation asks for.
    package struct Draft: Sendable {
        package let type: Addresses.Kind
        /// Empty and `global` both mean anycast.
        package let region: String
        package let network: String?
        package let organization: String?
        package let serviceName: String?

        package init(
            type: Addresses.Kind,
            region: String,
            network: String?,
            organization: String?,
            serviceName: String?
        ) {
            self.type = type
            self.region = region
            self.network = network
            self.organization = organization
            self.serviceName = serviceName
        }
    }

    /// An app with its addresses after a change; `made` is nil for a shared address, which is no node.
    package struct Outcome: Sendable {
        package let app: AppRecord
        package let made: IPAddressRecord?
    }

    /// Allocates an address. Asking for a shared one again gives the same one.
    /// - Throws: `Refusal` 404 for no such app, 400 for a region there is not.
    package func allocate(_ draft: Draft, for app: AppName) async throws -> Outcome {
        try await world.write { transaction in
            var record = try transaction.app(app)
            if draft.type == .sharedV4 {
                if record.sharedIP == nil {
                    record.sharedIP = try address(.sharedV4, for: record, transaction)
                    record.sharedIPCreatedAt = transaction.now
                    try record.update(in: transaction.database)
                    transaction.noteChanged(app)
                }
                return Outcome(app: record, made: nil)
            }
            let region = try region(draft)
            let address = IPAddressRecord(
                id: transaction.random { Identifiers.ipAddressID(using: &$0) }.rawValue, appName: app,
                address: try address(draft.type, for: record, transaction), type: draft.type.rawValue,
                region: region, network: draft.network, networkOrganization: draft.organization,
                serviceName: draft.serviceName, createdAt: transaction.now
            )
            try address.insert(in: transaction.database)
            if draft.type == .privateV6 {
                record.flycastCount += 1
                try record.update(in: transaction.database)
            }
            transaction.noteChanged(app)
            return Outcome(app: record, made: address)
        }
    }

    /// Which address to let go of.
    package enum Selection: Sendable {
        case id(String)
        /// Compared as an address, not as text.
        case address(String)
    }

    /// Releases an address, the shared one too.
    /// - Parameter app: needed to find an address by its text.
    /// - Returns: the app it belonged to.
    /// - Throws: `Refusal` 404: `app not found`, or `Could not find IPAssignment`.
    package func release(_ selection: Selection, of app: AppName?) async throws -> AppRecord {
        try await world.write { transaction in
            let database = transaction.database
            switch selection {
            case .id(let id):
                guard let address = try IPAddressRecord.find(id, in: database) else { throw Self.unknown }
                try IPAddressRecord.delete(id, in: database)
                transaction.noteChanged(address.appName)
                return try transaction.app(address.appName)
            case .address(let text):
                guard let app else { throw Self.unknown }
                var record = try transaction.app(app)
                if let shared = record.sharedIP, Addresses.sameAddress(shared, text) {
                    record.sharedIP = nil
                    record.sharedIPCreatedAt = nil
                    try record.update(in: database)
                } else {
                    let address = try IPAddressRecord.all(of: app, in: database).first {
                        Addresses.sameAddress($0.address, text)
                    }
                    guard let address else { throw Self.unknown }
                    try IPAddressRecord.delete(address.id, in: database)
                }
                transaction.noteChanged(app)
                return record
            }
        }
    }

    /// The app and its addresses, the shared one aside.
    /// - Throws: `Refusal` 404 `app not found`.
    package func list(of app: AppName) async throws -> (app: AppRecord, addresses: [IPAddressRecord]) {
        try await world.read { database, _ in
            guard let record = try AppRecord.find(app, in: database) else {
                throw Refusal(.appNotFound)
            }
            return (record, try IPAddressRecord.all(of: app, in: database))
        }
    }

    private static let unknown = Refusal(.addressNotFound)

    private func region(_ draft: Draft) throws -> String {
        // Only a dedicated IPv4 can be regional; the others ignore what was asked (section 2.2).
        guard draft.type == .v4, !draft.region.isEmpty, draft.region != "global" else { return "global" }
        guard Regions.fact(Region(rawValue: draft.region)) != nil else { throw Regions.unknown(draft.region) }
        return draft.region
    }

    private func address(
        _ kind: Addresses.Kind,
        for app: AppRecord,
        _ transaction: WorldTransaction
    ) throws -> String {
        guard let network = PrivateNetwork(app.networkPrefix) else {
            throw UnreadableRow(table: "apps", column: "network_prefix", value: app.networkPrefix)
        }
        return try transaction.random { generator in
            try Addresses.allocate(
                kind, network: network, counter: app.flycastCount,
                isTaken: {
                    try IPAddressRecord.isTaken($0, in: transaction.database)
                        || EgressAddressRecord.isTaken($0, in: transaction.database)
                }, using: &generator
            )
        }
    }
}

extension World {
    package var addresses: AddressesService { AddressesService(world: self) }
}
