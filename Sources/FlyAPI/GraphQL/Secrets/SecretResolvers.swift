import GraphQL
import MachineRules
import OrderedJSON
import Persistence
import Simulation

/// Secrets (reference/graphql.md, section 3.5): the same as over REST, values never shown.
enum SecretResolvers {
    static func add(to resolvers: inout FlyResolvers) {
        resolvers.set("App.secrets", on: AppRecord.self) { app, call in
            .list(try await call.world.secrets.list(of: app.name, minimum: nil).map(\.node))
        }
        resolvers.defineReadings(
            "Secret", on: SecretRecord.self,
            [
                "id": { secret, _ in .text(secret.nodeID) },
                "name": { secret, _ in .text(secret.name) },
                "digest": { secret, _ in .text(secret.digest) },
                "createdAt": { secret, _ in .text(secret.createdAt.rfc3339) },
                // Nobody writes down who set it.
                "user": { _, _ in .null },
            ]
        )
        resolvers["Mutations.setSecrets"] = { call in
            let secrets = call.input["secrets"]?.arrayValue ?? []
            let values = secrets.map { ($0["key"]?.stringValue ?? "", $0["value"]?.stringValue) }
            return try await change(values, replacingOthers: call.input["replaceAll"] == true, call)
        }
        resolvers["Mutations.unsetSecrets"] = { call in
            let keys = call.input["keys"]?.arrayValue ?? []
            return try await change(keys.map { ($0.stringValue ?? "", nil) }, replacingOthers: false, call)
        }
    }

    /// What changes nothing is an error that clients know (recorded words; the code is what client code looks for).
    private static func change(
        _ values: [(name: String, value: String?)],
        replacingOthers: Bool,
        _ call: FlyCall
    ) async throws -> ResolvedValue {
        let app = try await call.app(call.input.text("appId") ?? "")
        let outcome = try await call.world.releases.changeSecrets(
            values, replacingOthers: replacingOthers, of: app.name, by: call.caller.user)
        guard outcome.isChanged else { throw FieldError("No change detected to secrets", code: "UNCHANGED") }
        return [
            "app": outcome.app.value, "release": .object("Release", outcome.release),
            "clientMutationId": call.clientMutationID,
        ]
    }
}

extension SecretRecord {
    var node: ResolvedValue { .object(typeName: "Secret", self) }

    /// Secrets have no id of their own: it is made of app and name.
    var nodeID: String { NodeID.id(of: "secret/\(appName)/\(name)") }

    /// Whose secret of which name such an id is; nil for what is none.
    static func parts(ofNodeID id: String) -> (app: AppName, name: String)? {
        let parts = NodeID.text(of: id)?.split(separator: "/").map(String.init) ?? []
        guard parts.count == 3, parts[0] == "secret" else { return nil }
        return (AppName(rawValue: parts[1]), parts[2])
    }
}
