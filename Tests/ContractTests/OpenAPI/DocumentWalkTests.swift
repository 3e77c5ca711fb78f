import HTTPTypes
import OrderedJSON
import Testing
import WindtunnelTestSupport

/// Every operation of the service's own document, called once with a valid request.
@Suite(
    .timeLimit(.minutes(2)), .enabled(if: APIDocument.amended != nil, APIDocument.absence)
) struct `The service's document` {
    /// What is not emulated yet.
    private static let unserved: Set<String> = [
        "GET /apps/{app_name}/certificates",
        "POST /apps/{app_name}/certificates/acme",
        "POST /apps/{app_name}/certificates/custom",
        "GET /apps/{app_name}/certificates/{hostname}",
        "DELETE /apps/{app_name}/certificates/{hostname}",
        "DELETE /apps/{app_name}/certificates/{hostname}/acme",
        "POST /apps/{app_name}/certificates/{hostname}/check",
        "DELETE /apps/{app_name}/certificates/{hostname}/custom",
        "POST /apps/{app_name}/deploy_token",
        "POST /apps/{app_name}/machines/{machine_id}/exec",
        "GET /apps/{app_name}/machines/{machine_id}/memory",
        "PUT /apps/{app_name}/machines/{machine_id}/memory",
        "POST /apps/{app_name}/machines/{machine_id}/memory/reclaim",
        "GET /apps/{app_name}/machines/{machine_id}/metadata",
        "PUT /apps/{app_name}/machines/{machine_id}/metadata",
        "PATCH /apps/{app_name}/machines/{machine_id}/metadata",
        "GET /apps/{app_name}/machines/{machine_id}/metadata/{key}",
        "POST /apps/{app_name}/machines/{machine_id}/metadata/{key}",
        "DELETE /apps/{app_name}/machines/{machine_id}/metadata/{key}",
        "GET /apps/{app_name}/machines/{machine_id}/ps",
        "POST /apps/{app_name}/machines/{machine_id}/signal",
        "GET /apps/{app_name}/secretkeys",
        "GET /apps/{app_name}/secretkeys/{secret_name}",
        "POST /apps/{app_name}/secretkeys/{secret_name}",
        "DELETE /apps/{app_name}/secretkeys/{secret_name}",
        "POST /apps/{app_name}/secretkeys/{secret_name}/decrypt",
        "POST /apps/{app_name}/secretkeys/{secret_name}/encrypt",
        "POST /apps/{app_name}/secretkeys/{secret_name}/generate",
        "POST /apps/{app_name}/secretkeys/{secret_name}/sign",
        "POST /apps/{app_name}/secretkeys/{secret_name}/verify",
        "GET /apps/{app_name}/secrets",
        "POST /apps/{app_name}/secrets",
        "GET /apps/{app_name}/secrets/{secret_name}",
        "POST /apps/{app_name}/secrets/{secret_name}",
        "DELETE /apps/{app_name}/secrets/{secret_name}",
        "PUT /apps/{app_name}/volumes/{volume_id}/extend",
        "GET /apps/{app_name}/volumes/{volume_id}/snapshots",
        "POST /apps/{app_name}/volumes/{volume_id}/snapshots",
        "GET /orgs/{org_slug}/machines",
        "GET /orgs/{org_slug}/volumes",
        "POST /platform/placements",
        "POST /tokens/authenticate",
        "POST /tokens/authorize",
        "GET /tokens/current",
        "POST /tokens/kms",
        "POST /tokens/oidc",
    ]

    private static let operations = APIDocument.amended?.operations ?? []

    @Test(arguments: operations)
    func `an operation is answered as the document says`(operation: APIDocument.Operation) async throws {
        let document = try #require(APIDocument.amended)
        try await withEmulator { emulator in
            let world = try await PreparedWorld.make(in: emulator)
            let call = try await Call.of(operation.name, in: world)
            let method = try #require(HTTPRequest.Method(operation.method))
            let uri = call.uri(of: operation, in: world)
            let answer = try await emulator.send(method, uri, call.body, headers: call.headers)
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
