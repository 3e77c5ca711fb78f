import HTTPTypes
import Hummingbird
import MachineRules
import OrderedJSON
import Persistence
import Simulation

/// `/v1/apps/{app}/secrets` (reference/machines-rest.md, section 2.6).
enum SecretRoutes {
    static func add(to table: inout RouteTable) {
        let all = "/v1/apps/{app}/secrets"
        let one = all + "/{name}"
        table.serve(.get, all) { request, context in
            let secrets = try await context.requireWorld().secrets.list(
                of: context.app, minimum: request.leastSecretsVersion())
            let showsValue = request.flag("show_secrets")
            return .json(["secrets": .array(secrets.map { .object(document(of: $0, showsValue: showsValue)) })])
        }
        table.serve(.post, all) { try await update($0, $1) }
        table.serve(.get, one) { request, context in
            let secret = try await context.requireWorld().secrets.secret(
                context.path("name"), of: context.app, minimum: request.leastSecretsVersion())
            return .json(.object(document(of: secret, showsValue: request.flag("show_secrets"))))
        }
        table.serve(.post, one) { try await set($0, $1) }
        table.serve(.delete, one) { _, context in
            let version = try await context.requireWorld().secrets.delete(context.path("name"), of: context.app)
            return .json(.object(JSONObject().with(secretsVersion: version)))
        }
    }

    private static func update(_ request: Request, _ context: FlyRequestContext) async throws -> Response {
        let body = try FieldReader(document: try await request.bodyJSON(), type: "appSecretsUpdateRequest")
        var values: [(name: String, value: String?)] = []
        for member in try body.object("values", of: "map[string]*string") ?? [:] {
            guard member.value.isNull || member.value.stringValue != nil else {
                throw body.mismatch("values", member.value, "string")
            }
            values.append((member.key, member.value.stringValue))
        }
        let outcome = try await context.requireWorld().secrets.update(values, of: context.app)
        let secrets = outcome.secrets.map { JSON.object(document(of: $0, showsValue: false)) }
        let answer: JSONObject = ["secrets": .array(secrets)]
        return .json(.object(answer.with(secretsVersion: outcome.version)))
    }

    private static func set(_ request: Request, _ context: FlyRequestContext) async throws -> Response {
        let body = try FieldReader(document: try await request.bodyJSON(), type: "setAppSecretRequest")
        let secret = try await context.requireWorld().secrets.set(
            try body.string("value") ?? "", as: context.path("name"), of: context.app)
        let answer = document(of: secret, showsValue: false)
        return .json(status: .created, .object(answer.with(secretsVersion: secret.version)))
    }

    /// The service shows values only to a machine of the app; whoever asks the emulator is shown them (chosen).
    private static func document(of secret: SecretRecord, showsValue: Bool) -> JSONObject {
        var document: JSONObject = ["name": .string(secret.name), "digest": .string(secret.digest)]
        if showsValue { document["value"] = .string(secret.value) }
        document["created_at"] = .string(secret.createdAt.rfc3339)
        document["updated_at"] = .string(secret.updatedAt.rfc3339)
        return document
    }
}

extension JSONObject {
    /// The version that a client remembers, with the older spelling beside it.
    func with(secretsVersion version: Int) -> JSONObject {
        var object = self
        object["version"] = .int(version)
        object["Version"] = .int(version)
        return object
    }
}
