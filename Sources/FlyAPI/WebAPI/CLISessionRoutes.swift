import FoundationEssentials
import HTTPTypes
import Hummingbird
import MachineRules
import OrderedJSON
import Persistence
import Simulation

/// Logins: `/api/v1/cli_sessions` by the browser, `/api/v1/sessions` by password (reference/graphql.md, section 4.3).
///
/// Nobody is asked: a session is approved when it is made, and any password is right (chosen), as the controls need no
/// token either while only the developer reaches the listener. Where others do and tokens are checked, a session waits
/// for a control and passwords are refused.
struct CLISessionRoutes: Sendable {
    private static let sessions = WebRoutes.prefix + "/cli_sessions"

    /// Whether whoever asks for a token gets one.
    private let trustsEverybody: Bool

    /// The routes are open by nature: who logs in has no token yet.
    static func add(to table: inout RouteTable, authorization: Authorization) {
        let routes = CLISessionRoutes(trustsEverybody: !authorization.controlsNeedToken)
        let note = "approved by itself, unless others reach the listener"
        table.serve(.post, sessions, basis: .clientCode, note: note, access: .open) { try await routes.create($0, $1) }
        table.serve(.get, sessions + "/{session}", basis: .clientCode, access: .open) { _, context in
            let world = try known(context)
            let name = world.name
            let token = try await world.cliSessions.token(of: context.path("session")) { LoginToken.text(in: name, $0) }
            return .json(["id": .string(context.path("session")), "access_token": .string(token)])
        }
        table.serve(.post, sessions + "/{session}/redeem", basis: .clientCode, access: .open) { request, context in
            try await redeem(request, context)
        }
        table.serve(
            .post, WebRoutes.prefix + "/sessions", basis: .clientCode, note: "any password is right", access: .open
        ) { try await routes.logIn($0, $1) }
        table.serve(.get, CLISessionPage.path, basis: .chosen, note: "where `auth_url` leads", access: .open) {
            _, context in
            CLISessionPage.response(
                to: try await known(context).cliSessions.session(context.path("session")))
        }
    }

    private func create(_ request: Request, _ context: FlyRequestContext) async throws -> Response {
        let body = try FieldReader(document: try await request.bodyJSON(), type: "createCLISessionRequest")
        let challenge = try body.nonEmpty("code_challenge")
        if challenge != nil, try body.nonEmpty("code_challenge_method") ?? "S256" != "S256" {
            throw Refusal(
                .choiceUnknown,
                [
                    "parameter": "code_challenge_method", "value": try body.string("code_challenge_method") ?? "",
                    "choices": "S256",
                ])
        }
        let draft = CLISessionsService.Draft(
            name: try body.string("name") ?? "", challenge: challenge, state: try body.nonEmpty("state"),
            redirectPort: try body.int("redirect_port").flatMap { (1...65535).contains($0) ? $0 : nil })
        let session = try await Self.known(context).cliSessions.create(
            draft, approval: trustsEverybody ? .developer : nil)
        return .json(
            status: .created,
            [
                "id": .string(session.id), "auth_url": .string(CLISessionPage.url(of: session.id, for: request)),
                "access_token": "", "pkce": .bool(challenge != nil),
            ])
    }

    private static func redeem(_ request: Request, _ context: FlyRequestContext) async throws -> Response {
        let body = try FieldReader(document: try await request.bodyJSON(), type: "redeemCLISessionRequest")
        let world = try known(context)
        let (id, name) = (context.path("session"), world.name)
        let token = try await world.cliSessions.redeem(
            id, code: try body.string("code") ?? "", verifier: try body.string("code_verifier") ?? "",
            challenge: codeChallenge
        ) { LoginToken.text(in: name, $0) }
        return .json(["id": .string(id), "access_token": .string(token)])
    }

    private func logIn(_ request: Request, _ context: FlyRequestContext) async throws -> Response {
        let body = try FieldReader(document: try await request.bodyJSON(), type: "createSessionRequest")
        let attributes = try body.nested("data", type: "Data")?.nested("attributes", type: "SessionAttributes")
        guard let email = try attributes?.nonEmpty("email") else { throw Refusal(.fieldRequired, ["field": "email"]) }
        guard try attributes?.nonEmpty("password") != nil else { throw Refusal(.fieldRequired, ["field": "password"]) }
        guard trustsEverybody else { throw Refusal(.loginRefused) }
        let world = try Self.known(context)
        let name = world.name
        let approval = CLISessionsService.Approval(user: email, organization: Caller.developer.organization)
        let token = try await world.tokens.mintLogin(of: approval, named: email) { LoginToken.text(in: name, $0) }
        return .json(["data": ["type": "sessions", "attributes": ["access_token": .string(token)]]])
    }

    /// The challenge of a secret (RFC 7636, section 4.2).
    @Sendable private static func codeChallenge(of verifier: String) -> String {
        Data(SHA256.digest(of: Array(verifier.utf8))).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    /// A stranger who names a world that is not there gets none made.
    private static func known(_ context: FlyRequestContext) throws -> World {
        guard let world = context.world else { throw HTTPError(.notFound) }
        return world
    }
}

extension CLISessionsService.Approval {
    fileprivate static let developer = CLISessionsService.Approval(
        user: Caller.developer.user, organization: Caller.developer.organization)
}
