import Fixtures
import MachineRules
import OrderedJSON
import Persistence

extension Hydration {
    /// An address as it was, where no other app of the world has it.
    mutating func take(address recorded: RecordedResource, of app: inout AppRecord) throws {
        let (address, document, database) = (recorded.id, recorded.document, transaction.database)
        guard let kind = Self.kind(of: address, document) else {
            return leaveOut(recorded.entry, "address \(address) is none")
        }
        let createdAt = time(document["created_at"], else: recorded.at)
        if kind == .sharedV4 {
            guard app.sharedIP == nil else {
                return leaveOut(recorded.entry, "address \(address): an app has one shared address only")
            }
            app.sharedIP = address
            app.sharedIPCreatedAt = createdAt
            return count(\.addresses)
        }
        let isTaken =
            try IPAddressRecord.isTaken(address, in: database) || EgressAddressRecord.isTaken(address, in: database)
        guard !isTaken else { return leaveOut(recorded.entry, "address \(address): another app has it") }
        let id = try freshID(document.text("id"))
        switch kind {
        case .egressV4, .egressV6:
            try EgressAddressRecord(
                id: IPAddressID(id), appName: app.name, machineID: nil, address: address,
                version: kind == .egressV4 ? 4 : 6,
                region: Region(document.text("region") ?? MachinesService.defaultRegion.rawValue), createdAt: createdAt
            ).insert(in: database)
        case .v4, .v6, .privateV6, .sharedV4:
            if kind == .privateV6 { app.flycastCount += 1 }
            try IPAddressRecord(
                id: id, appName: app.name, address: address, type: kind.rawValue,
                region: document.text("region") ?? "global", network: document["network"]?["name"]?.stringValue,
                networkOrganization: document["network"]?["org_slug"]?.stringValue,
                serviceName: document.text("service_name"), createdAt: createdAt
            ).insert(in: database)
        }
        count(\.addresses)
    }

    /// REST shows no id of an address.
    private func freshID(_ recorded: String?) throws -> String {
        let database = transaction.database
        if let recorded, try IPAddressRecord.find(recorded, in: database) == nil,
            try EgressAddressRecord.find(IPAddressID(recorded), in: database) == nil
        {
            return recorded
        }
        return transaction.random { Identifiers.ipAddressID(using: &$0) }.rawValue
    }

    /// As it was said, else as it looks: older answers do not say.
    private static func kind(of address: String, _ document: JSONObject) -> Addresses.Kind? {
        if let kind = document.text("type").flatMap(Addresses.Kind.init(rawValue:)) { return kind }
        guard let parsed = InternetAddress(address) else { return nil }
        switch parsed {
        case .v4: return document["shared"] == true ? .sharedV4 : document["egress"] == true ? .egressV4 : .v4
        case .v6:
            if document["egress"] == true { return .egressV6 }
            return Addresses.isPrivate(address) ? .privateV6 : .v6
        }
    }
}
