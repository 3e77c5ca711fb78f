import HTTPTypes
import OrderedJSON
import Testing
import WindtunnelTestSupport

/// Every operation of the service's own document, called once with a valid request.
@Suite(
    .timeLimit(.minutes(5)), .enabled(if: APIDocument.amended != nil, APIDocument.absence)
) struct `The service's document` {
    /// What is not emulated yet.
    private static let unserved: Set<String> = []

    private static let operations = APIDocument.amended?.operations ?? []

    @Test(arguments: operations)
    func `an operation is answered as the document says`(operation: APIDocument.Operation) async throws {
        let document = try #require(APIDocument.amended)
        try await withEmulator { emulator in
            let world = try await PreparedWorld.make(in: emulator)
            let call = try await Call.of(operation.name, in: world)
            let method = try #require(HTTPRequest.Method(operation.method))
            let uri = call.uri(of: operation, in: world)
            let caller = call.isMachines ? emulator.asMachine(world.started) : emulator
            let answer = try await caller.send(method, uri, call.body, headers: call.headers)
            #expect(answer.text != "404 page not found", "it is not routed")
            guard !Self.unserved.contains(operation.name) else {
                #expect(answer.code == 501, "it is answered now: take it out of the list of what is not")
                return
            }
            try #require(answer.code == operation.success, "\(operation.method) \(uri): \(answer.text)")
            if let schema = operation.schema(status: answer.code, type: "application/json") {
                let wrong = SchemaCheck(document: document).violations(of: try answer.json, against: schema)
                #expect(wrong.isEmpty, "\(answer.text)")
                #expect(answer.header("content-type") == "application/json; charset=utf-8")
            } else if operation.schema(status: answer.code, type: "text/plain") != nil {
                #expect(answer.header("content-type") == "text/plain; charset=utf-8")
                #expect(!answer.text.isEmpty)
            }
        }
    }

    @Test func `the coverage page lists every operation`() async throws {
        try await withEmulator { emulator in
            let routes = try #require(await emulator.get("/_windtunnel/coverage").json["routes"]?.arrayValue)
            let known = Set(
                routes.map { Self.anonymous("\($0["method"]?.stringValue ?? "") \($0["path"]?.stringValue ?? "")") })
            let missing = Self.operations.map { Self.anonymous("\($0.method) /v1\($0.path)") }
                .filter { !known.contains($0) }
            #expect(missing == [])
        }
    }

    @Test func `what is not emulated is in the document`() {
        let names = Set(Self.operations.map(\.name))
        #expect(Self.unserved.subtracting(names).isEmpty)
        #expect(names.count == 76)
    }

    /// The parameters of a path without their names, which are nobody's business.
    private static func anonymous(_ path: String) -> String {
        path.replacing(/\{[^}]*\}/, with: "{}")
    }
}

@Suite struct `The table of known differences` {
    @Test func `the Fidelity page states every difference`() throws {
        let page = try #require(APIDocument.file("Sources/Windtunnel/Documentation.docc/Fidelity.md"))
        let rows = Set(page.split(separator: "\n").map(String.init))
        let missing = try KnownDifferences.load().entries.map(\.row).filter { !rows.contains($0) }
        #expect(missing.isEmpty)
    }

    @Test(.enabled(if: APIDocument.published != nil, APIDocument.absence))
    func `every difference changes what the service published`() throws {
        let published = try #require(APIDocument.published).root
        for entry in try KnownDifferences.load().entries {
            for change in entry.changes { #expect(change.applied(to: published) != published, "\(entry.subject)") }
        }
    }
}
