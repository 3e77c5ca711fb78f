import HTTPTypes
import Hummingbird
import MachineRules
import OrderedJSON
import Persistence
import Simulation

/// `/v1/tokens`: what tokens are, and what they allow (reference/machines-rest.md, section 2.10).
///
/// Those who ask about the token of somebody else send none of their own (client code).
enum TokenRoutes {
    static func add(to table: inout RouteTable, authorization: Authorization) {
        table.serve(.get, "/v1/tokens/current") { request, context in
            try await current(request, context, authorization)
        }
        table.serve(.post, "/v1/tokens/authenticate", basis: .clientCode, access: .open) { request, context in
            let body = try FieldReader(document: try await request.bodyJSON(), type: "authenticateTokenRequest")
            let holders = try await holders(of: body, context, authorization)
            var documents: [JSON] = []
            for holder in holders {
                documents.append(try await VerifiedTokenDocument.json(of: holder, in: context.requireWorld()))
            }
            return .json(.array(documents))
        }
        table.serve(.post, "/v1/tokens/authorize", basis: .clientCode, access: .open) { request, context in
            let body = try FieldReader(document: try await request.bodyJSON(), type: "authorizeTokenRequest")
            let holders = try await holders(of: body, context, authorization)
            let access = try await TokenAccess(
                FieldReader(try body.object("access") ?? [:], type: "authorizeTokenRequest", path: "access"),
                in: context.requireWorld())
            guard let holder = holders.first(where: { access.isAllowed(to: $0.caller) }) else {
                throw Refusal.unauthorized
            }
            let verified = try await VerifiedTokenDocument.json(of: holder, in: context.requireWorld())
            return .json(["verified_token": verified, "access": access.json])
        }
        table.serve(.post, "/v1/tokens/kms", .partial, note: "the token opens nothing") { _, context in
            let machine = try context.requireCallingMachine("a KMS token")
            let text = try await context.requireWorld().write { transaction in
                _ = try transaction.machine(machine.machine, in: machine.app)
                return transaction.random { KMSToken.text(for: machine.machine, using: &$0) }
            }
            return .text(status: .ok, text)
        }
    }

    private static func current(
        _ request: Request, _ context: FlyRequestContext, _ authorization: Authorization
    ) async throws -> Response {
        let world = try context.requireWorld()
        if let machine = context.callingMachine {
            let app = try await world.apps.app(machine.app).app
            return .json([
                "tokens": [
                    [
                        "token_id": .string(machine.machine.rawValue),
                        "organization": AppDocument.organization(app.orgSlug)["name"] ?? .null,
                        "org_slug": .string(app.orgSlug), "apps": [.string(app.name.rawValue)], "user": "",
                        "restricted_to_machine": .string(machine.machine.rawValue),
                        "source_machine_id": .string(machine.machine.rawValue),
                    ]
                ]
            ])
        }
        let header = request.headers[.authorization] ?? ""
        var callers = try await authorization.holders(of: header, in: world).map(\.caller)
        // Without a token only an emulator that asks for none comes here.
        if callers.isEmpty { callers = [context.caller] }
        return .json(["tokens": .array(callers.map(document))])
    }

    private static func document(of caller: Caller) -> JSON {
        [
            "token_id": .string(caller.tokenID),
            "organization": AppDocument.organization(caller.organization)["name"] ?? .null,
            "org_slug": .string(caller.organization),
            "apps": .array((caller.apps ?? []).map(\.rawValue).sorted().map(JSON.string)),
            "user": .string(caller.user), "restricted_to_machine": "", "source_machine_id": "",
        ]
    }

    private static func holders(
        of body: FieldReader, _ context: FlyRequestContext, _ authorization: Authorization
    ) async throws -> [Authorization.Holder] {
        let header = try body.string("header") ?? ""
        let holders = try await authorization.holders(of: header, in: context.requireWorld())
        guard !holders.isEmpty else { throw Refusal(.tokenInvalid) }
        return holders
    }
}

/// What a machine gets for the key service, which is not emulated: a macaroon of the right place that opens nothing.
private enum KMSToken {
    private static let location = "https://api.fly.io/secrets/v1"

    static func text(for machine: MachineID, using generator: inout SeededGenerator) -> String {
        Macaroon(
            keyID: Array(machine.rawValue.utf8), nonce: bytes(16, using: &generator), isProof: false,
            location: location, caveats: [], tail: bytes(32, using: &generator)
        ).text
    }

    private static func bytes(_ count: Int, using generator: inout SeededGenerator) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
    }
}

extension FlyRequestContext {
    /// The machine that calls over its own socket.
    /// - Parameter what: what it asks for.
    /// - Throws: `Refusal` 400 for everybody else (chosen; that only machines may ask is documented).
    func requireCallingMachine(_ what: String) throws(Refusal) -> CallingMachine {
        guard let callingMachine else {
            throw Refusal(.tokenOutsideMachine, ["token": what])
        }
        return callingMachine
    }
}
