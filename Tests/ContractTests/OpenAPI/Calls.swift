import HTTPTypes
import OrderedJSON
import WindtunnelTestSupport

/// A valid request for an operation of the document, in a ``PreparedWorld``.
struct Call: Sendable {
    var body: JSON?
    /// With its question mark.
    var query = ""
    var headers: HTTPFields = [:]
    /// Whether the started machine itself calls, over its own socket.
    var isMachines = false
    /// What stands in the path instead of what usually does, by the name of the parameter.
    var path: [String: String] = [:]

    /// How an operation is called; without an entry it is called without a body, on the started machine.
    static func of(_ operation: String, in world: PreparedWorld) async throws -> Call {
        try await special[operation]?(world) ?? plain[operation] ?? Call()
    }

    private static let machine = "/apps/{app_name}/machines/{machine_id}"
    private static let config: JSON = ["image": "registry.fly.io/demo:v2"]

    private static let plain: [String: Call] = [
        "GET /apps": Call(query: "?org_slug=personal"),
        "POST /apps": Call(body: ["name": "another", "org_slug": "personal"]),
        "POST /apps/{app_name}/certificates/acme": Call(body: ["hostname": "other.example.com"]),
        "POST /apps/{app_name}/deploy_token": Call(body: ["expiry": "1h"]),
        "POST /apps/{app_name}/ip_assignments": Call(body: ["type": "shared_v4"]),
        "POST /apps/{app_name}/machines": Call(body: ["config": config, "region": "iad", "lease_ttl": 30]),
        "POST \(machine)": Call(body: ["config": config]),
        "GET \(machine)/events": Call(query: "?limit=5"),
        "POST \(machine)/exec": Call(body: ["command": ["echo", "hello"], "timeout": 5]),
        "POST \(machine)/lease": Call(body: ["ttl": 30, "description": "a test"]),
        "PUT \(machine)/memory": Call(body: ["limit_mb": 256]),
        "POST \(machine)/memory/reclaim": Call(body: ["amount_mb": 16]),
        "PUT \(machine)/metadata": Call(body: ["metadata": ["role": "worker"]]),
        "PATCH \(machine)/metadata": Call(body: ["metadata": ["role": "worker"]]),
        "POST \(machine)/metadata/{key}": Call(body: ["value": "worker"]),
        "GET \(machine)/ps": Call(query: "?sort_by=pid&order=asc"),
        "POST \(machine)/restart": Call(query: "?timeout=10s"),
        "POST \(machine)/signal": Call(body: ["signal": "SIGHUP"]),
        "POST \(machine)/stop": Call(body: ["signal": "SIGTERM", "timeout": "10s"]),
        "GET \(machine)/wait": Call(query: "?state=started&timeout=1"),
        "POST /apps/{app_name}/secretkeys/{secret_name}": Call(
            body: ["type": "hs256", "value": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="],
            path: ["secret_name": "another"]),
        "POST /apps/{app_name}/secretkeys/{secret_name}/encrypt": Call(
            body: ["plaintext": "aGVsbG8="], path: ["secret_name": PreparedWorld.sealingKey]),
        "POST /apps/{app_name}/secretkeys/{secret_name}/generate": Call(
            body: ["type": "es256", "value": nil], path: ["secret_name": "another"]),
        "POST /apps/{app_name}/secretkeys/{secret_name}/sign": Call(body: ["plaintext": "aGVsbG8="]),
        "POST /apps/{app_name}/secrets": Call(body: ["values": ["A": "1", "B": "2"]]),
        "GET /apps/{app_name}/secrets": Call(query: "?show_secrets=true"),
        "POST /apps/{app_name}/secrets/{secret_name}": Call(body: ["value": "1"]),
        "POST /apps/{app_name}/volumes": Call(body: ["name": "more", "region": "iad", "size_gb": 1]),
        "PUT /apps/{app_name}/volumes/{volume_id}": Call(
            body: ["snapshot_retention": 7, "auto_backup_enabled": false]),
        "PUT /apps/{app_name}/volumes/{volume_id}/extend": Call(body: ["size_gb": 4]),
        "POST /tokens/kms": Call(isMachines: true),
        "POST /tokens/oidc": Call(body: ["aud": "https://example.com"], isMachines: true),
        "POST /platform/placements": Call(body: ["org_slug": "personal", "count": 2, "region": "any"]),
    ]

    private typealias Special = @Sendable (PreparedWorld) async throws -> Call

    /// Requests that need something from the world first.
    private static let special: [String: Special] = [
        "POST /apps/{app_name}/certificates/custom": { _ in
            Call(body: try PreparedWorld.ownCertificate(for: "other.example.com"))
        },
        "DELETE \(machine)": { Call(path: ["machine_id": $0.stopped.id]) },
        "POST \(machine)/start": { Call(path: ["machine_id": $0.stopped.id]) },
        "GET \(machine)/lease": { world in
            _ = try await world.started.lease()
            return Call()
        },
        "DELETE \(machine)/lease": { Call(headers: try await $0.started.lease()) },
        "POST /apps/{app_name}/secretkeys/{secret_name}/decrypt": { world in
            let path = "\(world.app.path)/secretkeys/\(PreparedWorld.sealingKey)"
            let sealed = try await world.emulator.post(path + "/encrypt", ["plaintext": "aGVsbG8="])
            return Call(
                body: ["ciphertext": try sealed.json["ciphertext"] ?? .null],
                path: ["secret_name": PreparedWorld.sealingKey])
        },
        "POST /apps/{app_name}/secretkeys/{secret_name}/verify": { world in
            let path = "\(world.app.path)/secretkeys/\(PreparedWorld.signingKey)"
            let signed = try await world.emulator.post(path + "/sign", ["plaintext": "aGVsbG8="])
            return Call(body: ["plaintext": "aGVsbG8=", "signature": try signed.json["signature"] ?? .null])
        },
        "GET /apps/{app_name}/volumes/{volume_id}/snapshots": { world in
            _ = try await world.emulator.post("\(world.app.volumesPath)/\(world.free)/snapshots")
            return Call()
        },
        "POST /tokens/authenticate": { Call(body: ["header": .string($0.token)]) },
        "POST /tokens/authorize": { world in
            Call(body: ["header": .string(world.token), "access": ["app_name": "demo", "action": "r"]])
        },
        "GET /tokens/current": { Call(headers: [.authorization: "Bearer \($0.token)"]) },
    ]

    /// The path with its parameters filled in, and the query.
    func uri(of operation: APIDocument.Operation, in world: PreparedWorld) -> String {
        var usual: [String: String] = [
            "app_name": world.app.name, "machine_id": world.started.id, "volume_id": world.free,
            "hostname": PreparedWorld.hostname, "key": PreparedWorld.metadataKey, "ip": world.address,
            "org_slug": "personal",
            "secret_name": operation.path.contains("/secretkeys/") ? PreparedWorld.signingKey : PreparedWorld.secret,
        ]
        usual.merge(path) { _, special in special }
        let filled = usual.reduce(operation.path) { $0.replacing("{\($1.key)}", with: $1.value) }
        return "/v1" + filled + query
    }
}
