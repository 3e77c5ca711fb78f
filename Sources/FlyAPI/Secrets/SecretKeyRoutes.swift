import HTTPTypes
import Hummingbird
import MachineRules
import OrderedJSON
import Persistence
import Simulation

/// `/v1/apps/{app}/secretkeys` (reference/machines-rest.md, section 2.7).
enum SecretKeyRoutes {
    private static let note = "nacl_box and nacl_secretbox are refused"

    static func add(to table: inout RouteTable) {
        let all = "/v1/apps/{app}/secretkeys"
        let one = all + "/{name}"
        table.serve(.get, all) { request, context in
            let types = request.query("types")?.split(separator: ",").map(String.init)
            let keys = try await context.requireWorld().secretKeys.list(
                of: context.app, types: types.map(Set.init), minimum: request.leastSecretsVersion())
            return .json(["secret_keys": .array(keys.map { .object(document(of: $0)) })])
        }
        table.serve(.get, one) { request, context in
            let key = try await context.requireWorld().secretKeys.key(
                context.path("name"), of: context.app, minimum: request.leastSecretsVersion())
            return .json(.object(document(of: key)))
        }
        table.serve(.post, one, .partial, note: note) { try await set($0, $1) }
        table.serve(.post, one + "/generate", .partial, note: note) { try await generate($0, $1) }
        table.serve(.delete, one) { _, context in
            let version = try await context.requireWorld().secretKeys.delete(context.path("name"), of: context.app)
            return .json(.object(JSONObject().with(secretsVersion: version)))
        }
        addWork(to: &table, one)
    }

    // MARK: - Keys

    private static func set(_ request: Request, _ context: FlyRequestContext) async throws -> Response {
        let body = try FieldReader(document: try await request.bodyJSON(), type: "setSecretkeyRequest")
        let key = try SecretKey(type(in: body), value: try body.bytes("value") ?? [])
        let record = try await context.requireWorld().secretKeys.set(
            key, as: context.path("name"), of: context.app)
        return made(record)
    }

    /// A `value` beside the type counts for nothing here.
    private static func generate(_ request: Request, _ context: FlyRequestContext) async throws -> Response {
        let body = try FieldReader(document: try await request.bodyJSON(), type: "setSecretkeyRequest")
        let record = try await context.requireWorld().secretKeys.generate(
            try type(in: body), as: context.path("name"), of: context.app)
        return made(record)
    }

    private static func type(in body: FieldReader) throws(Refusal) -> SecretKeyType {
        guard let name = try body.nonEmpty("type") else {
            throw Refusal.required("type")
        }
        return try SecretKeyType(named: name)
    }

    private static func made(_ key: SecretKeyRecord) -> Response {
        .json(status: .created, .object(document(of: key).with(secretsVersion: key.version)))
    }

    /// The secret bytes are shown to nobody.
    private static func document(of key: SecretKeyRecord) -> JSONObject {
        var document: JSONObject = ["name": .string(key.name), "type": .string(key.type)]
        if let publicKey = key.publicKey { document["public_key"] = .string(Base64.encode(publicKey)) }
        document["created_at"] = .string(key.createdAt.rfc3339)
        document["updated_at"] = .string(key.updatedAt.rfc3339)
        return document
    }

    // MARK: - Work

    private static func addWork(to table: inout RouteTable, _ one: String) {
        table.serve(.post, one + "/encrypt", .partial, note: note) { request, context in
            let body = try FieldReader(document: try await request.bodyJSON(), type: "encryptSecretkeyRequest")
            let ciphertext = try await context.requireWorld().secretKeys.encrypt(
                try body.bytes("plaintext") ?? [], associatedData: try body.bytes("associated_data") ?? [],
                with: selection(request, context))
            return .json(["ciphertext": .string(Base64.encode(ciphertext))])
        }
        table.serve(.post, one + "/decrypt", .partial, note: note) { request, context in
            let body = try FieldReader(document: try await request.bodyJSON(), type: "decryptSecretkeyRequest")
            let plaintext = try await context.requireWorld().secretKeys.decrypt(
                try body.bytes("ciphertext") ?? [], associatedData: try body.bytes("associated_data") ?? [],
                with: selection(request, context))
            return .json(["plaintext": .string(Base64.encode(plaintext))])
        }
        table.serve(.post, one + "/sign") { request, context in
            let body = try FieldReader(document: try await request.bodyJSON(), type: "signSecretkeyRequest")
            let signature = try await context.requireWorld().secretKeys.sign(
                try body.bytes("plaintext") ?? [], with: selection(request, context))
            return .json(["signature": .string(Base64.encode(signature))])
        }
        table.serve(.post, one + "/verify") { request, context in
            let body = try FieldReader(document: try await request.bodyJSON(), type: "verifySecretkeyRequest")
            try await context.requireWorld().secretKeys.verify(
                try body.bytes("signature") ?? [], of: try body.bytes("plaintext") ?? [],
                with: selection(request, context))
            return .empty(.noContent)
        }
    }

    private static func selection(
        _ request: Request,
        _ context: FlyRequestContext
    ) throws(Refusal) -> SecretKeysService.Selection {
        SecretKeysService.Selection(
            name: context.path("name"), app: context.app, minimum: try request.leastSecretsVersion())
    }
}
