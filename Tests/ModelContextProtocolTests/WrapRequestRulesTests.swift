import ModelContextProtocol
import Testing

@Suite("What wrap does with a request")
struct WrapRequestRulesTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let environment: [String: String]
        let request: WrapRequest
        let decision: WrapDecision

        init(_ environment: [String: String], _ request: WrapRequest, _ decision: WrapDecision) {
            self.environment = environment
            self.request = request
            self.decision = decision
        }

        var testDescription: String { "\(environment) \(request) -> \(decision)" }
    }

    static let bearer = ["FLY_MCP_BEARER_TOKEN": "tok"]
    static let basic = ["FLY_MCP_USER": "u", "FLY_MCP_PASSWORD": "p:w"]
    static let both = bearer.merging(basic) { $1 }
    static let isPrivate = ["FLY_MCP_PRIVATE": ""]

    static let cases: [Case] = [
        Case([:], WrapRequest(method: "GET"), .attach),
        Case([:], WrapRequest(method: "GET", accept: "*/*"), .attach),
        Case([:], WrapRequest(method: "GET", accept: "application/json"), .attach),
        Case([:], WrapRequest(method: "GET", accept: "text/html,*/*;q=0.8"), .page("MCP Server")),
        Case([:], WrapRequest(method: "GET", accept: "text/html, application/json"), .attach),
        Case([:], WrapRequest(method: "POST", accept: "text/html"), .deliver),
        Case([:], WrapRequest(method: "HEAD"), .refuse(.methodNotAllowed)),
        Case([:], WrapRequest(method: "PUT"), .refuse(.methodNotAllowed)),
        Case([:], WrapRequest(method: "DELETE"), .refuse(.methodNotAllowed)),
        Case([:], WrapRequest(method: "OPTIONS"), .refuse(.methodNotAllowed)),
        // Credentials nobody asked for do no harm.
        Case([:], WrapRequest(method: "POST", authorization: "Bearer x"), .deliver),

        Case(bearer, WrapRequest(method: "POST"), .refuse(.unauthorized)),
        Case(bearer, WrapRequest(method: "POST", authorization: "Bearer no"), .refuse(.unauthorized)),
        Case(bearer, WrapRequest(method: "POST", authorization: "bearer tok"), .refuse(.unauthorized)),
        Case(bearer, WrapRequest(method: "POST", authorization: "Bearer"), .refuse(.unauthorized)),
        Case(bearer, WrapRequest(method: "POST", authorization: "Bearer tok"), .deliver),
        Case(bearer, WrapRequest(method: "POST", authorization: "Bearer   tok  "), .deliver),
        Case(bearer, WrapRequest(method: "GET", accept: "text/html"), .refuse(.unauthorized)),
        // Authorization comes before the method.
        Case(bearer, WrapRequest(method: "PUT"), .refuse(.unauthorized)),
        Case(bearer, WrapRequest(method: "PUT", authorization: "Bearer tok"), .refuse(.methodNotAllowed)),

        // dTpwOnc= is u:p:w, the first colon splits.
        Case(basic, WrapRequest(method: "GET", authorization: "Basic dTpwOnc="), .attach),
        Case(basic, WrapRequest(method: "GET", authorization: "bAsIc dTpwOnc="), .attach),
        Case(basic, WrapRequest(method: "GET", authorization: "Basic dTpw"), .refuse(.unauthorized)),
        Case(basic, WrapRequest(method: "GET", authorization: "Basic dTpwOnc"), .refuse(.unauthorized)),
        Case(basic, WrapRequest(method: "GET", authorization: "Basic dQ=="), .refuse(.unauthorized)),
        Case(basic, WrapRequest(method: "GET"), .refuse(.unauthorized)),
        // A token replaces user and password.
        Case(both, WrapRequest(method: "GET", authorization: "Basic dTpwOnc="), .refuse(.unauthorized)),
        Case(both, WrapRequest(method: "GET", authorization: "Bearer tok"), .attach),
        // A password without a user asks for nothing.
        Case(["FLY_MCP_PASSWORD": "p"], WrapRequest(method: "GET"), .attach),
        Case(["FLY_MCP_BEARER_TOKEN": ""], WrapRequest(method: "GET"), .attach),

        Case(isPrivate, WrapRequest(method: "POST"), .deliver),
        Case(isPrivate, WrapRequest(method: "POST", flyClientIP: ""), .deliver),
        Case(isPrivate, WrapRequest(method: "POST", flyClientIP: "fdaa:0:1::3"), .deliver),
        Case(isPrivate, WrapRequest(method: "POST", flyClientIP: "203.0.113.9"), .refuse(.forbidden)),
        Case(isPrivate, WrapRequest(method: "PUT", flyClientIP: "203.0.113.9"), .refuse(.forbidden)),
        Case([:], WrapRequest(method: "POST", flyClientIP: "203.0.113.9"), .deliver),
        // Private comes before authorization.
        Case(
            both.merging(isPrivate) { $1 }, WrapRequest(method: "POST", flyClientIP: "203.0.113.9"),
            .refuse(.forbidden)),
    ]

    @Test("follows flyctl's order of checks", arguments: cases)
    func decides(_ each: Case) {
        let rules = WrapRequestRules(WrapConfiguration(environment: each.environment))
        #expect(rules.decide(each.request) == each.decision)
    }

    @Test("refusals carry Go's status, text and newline")
    func refusals() {
        let all: [WrapRefusal] = [
            .forbidden, .unauthorized, .methodNotAllowed, .alreadyConnected, .cannotWrite("x"), .cannotReadBody("y"),
        ]
        #expect(all.map(\.status) == [403, 401, 405, 409, 500, 400])
        #expect(
            all.map(\.body) == [
                "Forbidden\n", "Unauthorized\n", "Method not allowed\n", "Another client is already connected\n",
                "Error writing to program: x\n", "Error reading request body: y\n",
            ])
    }

    @Test("the environment wins over flags where it says something")
    func precedence() throws {
        let flags = try WrapCommand(argv: [
            "flyctl", "mcp", "wrap", "--bearer-token", "flag", "--user=fu", "--password", "fp", "--private", "--", "x",
        ]).flags
        let plain = WrapConfiguration(environment: ["FLY_MCP_BEARER_TOKEN": ""], flags: flags)
        #expect(plain.bearerToken == "flag")
        #expect(plain.user == "fu")
        #expect(plain.password == "fp")
        #expect(plain.isPrivate)
        let overlaid = WrapConfiguration(
            environment: ["FLY_MCP_BEARER_TOKEN": "env", "FLY_MCP_USER": "eu", "FLY_MCP_PASSWORD": "ep"], flags: flags)
        #expect([overlaid.bearerToken, overlaid.user, overlaid.password] == ["env", "eu", "ep"])
    }
}
