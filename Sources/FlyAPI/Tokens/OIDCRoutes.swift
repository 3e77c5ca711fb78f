import HTTPTypes
import Hummingbird
import MachineRules
import OrderedJSON
import Persistence
import Simulation

/// `/v1/tokens/oidc`, and what a verifier of such a token asks the issuer `https://oidc.fly.io/ORG`
/// (reference/machines-rest.md, section 2.10).
enum OIDCRoutes {
    static func add(to table: inout RouteTable) {
        table.serve(.post, "/v1/tokens/oidc") { try await issue($0, $1) }
        // Every organization is an issuer, with or without apps: what it signs is only ever asked for by machines.
        let note = "on the host oidc.fly.io, and on every other of the API"
        table.serve(
            .get, "/{org}/.well-known/openid-configuration", basis: .chosen, note: note, access: .open
        ) { _, context in
            .json(MachineIssuer.configuration(of: context.path("org")))
        }
        table.serve(.get, "/{org}/.well-known/jwks", basis: .chosen, note: note, access: .open) { _, context in
            // A stranger who names a world that is not there gets none made.
            guard let world = context.world else { throw HTTPError(.notFound) }
            return .json(try await MachineIssuer(of: world).keySet())
        }
    }

    private static func issue(_ request: Request, _ context: FlyRequestContext) async throws -> Response {
        let machine = try context.requireCallingMachine("an OIDC token")
        let body = try FieldReader(
            document: try await request.optionalBodyJSON() ?? [:], type: "createOIDCTokenRequest")
        let audience = try body.nonEmpty("aud")
        let tagged = try body.bool("aws_principal_tags") ?? false
        let world = try context.requireWorld()
        let claims = try await world.write { transaction in
            try MachineClaims(
                of: try transaction.machine(machine.machine, in: machine.app),
                in: try transaction.app(machine.app), audience: audience, tagged: tagged,
                id: transaction.random { UUIDText.random(using: &$0) }, at: transaction.now)
        }
        return .text(status: .ok, try await MachineIssuer(of: world).sign(claims))
    }
}

/// Random UUIDs of the world's own (RFC 9562, version 4).
private enum UUIDText {
    static func random(using generator: inout SeededGenerator) -> String {
        let words = [
            generator.next() & 0xFFFF_FFFF_FFFF_0FFF | 0x4000,
            generator.next() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000,
        ]
        let digits = words.map { word in
            let text = String(word, radix: 16)
            return String(repeating: "0", count: 16 - text.count) + text
        }.joined()
        var rest = Substring(digits)
        return [8, 4, 4, 4, 12].map { length in
            defer { rest = rest.dropFirst(length) }
            return String(rest.prefix(length))
        }.joined(separator: "-")
    }
}
