import HTTPTypes
import Hummingbird
import MachineRules
import OrderedJSON
import Simulation

/// `/v1/apps/{app}/certificates` (reference/machines-rest.md, section 2.3).
enum CertificateRoutes {
    private static let path = "/v1/apps/{app}/certificates"
    private static let noDNS = "no DNS is asked: an app with a public address counts as pointed at"

    static func add(to table: inout RouteTable) {
        table.serve(.get, path) { try await list($0, $1) }
        table.serve(.post, path + "/acme", .partial, note: noDNS) { request, context in
            let body = try FieldReader(document: try await request.bodyJSON(), type: "createAcmeCertificateRequest")
            let view = try await context.requireWorld().certificates.requestACME(
                for: body.string("hostname") ?? "", of: context.app
            )
            return .json(status: .created, .object(CertificateDocument.detail(of: view)))
        }
        table.serve(.post, path + "/custom") { try await upload($0, $1) }
        table.serve(.get, path + "/{hostname}") { _, context in
            let view = try await context.requireWorld().certificates.certificate(
                for: context.path("hostname"), of: context.app
            )
            return .json(.object(CertificateDocument.detail(of: view)))
        }
        table.serve(.post, path + "/{hostname}/check", .partial, note: noDNS) { _, context in
            let view = try await context.requireWorld().certificates.check(context.path("hostname"), of: context.app)
            return .json(CertificateDocument.checked(view))
        }
        table.serve(.delete, path + "/{hostname}") { _, context in
            _ = try await context.requireWorld().certificates.delete(context.path("hostname"), of: context.app)
            return .empty(.noContent)
        }
        table.serve(.delete, path + "/{hostname}/acme") { _, context in
            let view = try await context.requireWorld().certificates.removeACME(
                for: context.path("hostname"), of: context.app
            )
            return .json(.object(CertificateDocument.detail(of: view)))
        }
        table.serve(.delete, path + "/{hostname}/custom") { _, context in
            let (view, warning) = try await context.requireWorld().certificates.removeCustom(
                for: context.path("hostname"), of: context.app
            )
            var document = CertificateDocument.detail(of: view)
            if let warning { document["warning"] = .string(warning) }
            return .json(.object(document))
        }
    }

    private static func list(_ request: Request, _ context: FlyRequestContext) async throws -> Response {
        let page = try await context.requireWorld().certificates.list(
            of: context.app, containing: request.query("filter") ?? "",
            after: PageToken.place(in: request) { Int64($0) } ?? 0,
            limit: request.pageSize(default: 25, most: 500)
        )
        var document: JSONObject = ["certificates": .array(page.certificates.map(CertificateDocument.summary))]
        if let next = page.next { document["next_cursor"] = .string(PageToken.token(String(next))) }
        document["total_count"] = .int(page.total)
        return .json(.object(document))
    }

    private static func upload(_ request: Request, _ context: FlyRequestContext) async throws -> Response {
        let body = try FieldReader(document: try await request.bodyJSON(), type: "createCustomCertificateRequest")
        let hostname = try body.string("hostname") ?? ""
        let view = try await context.requireWorld().certificates.upload(
            fullchain: required("fullchain", in: body), privateKey: required("private_key", in: body), for: hostname,
            of: context.app
        )
        return .json(status: .created, .object(CertificateDocument.detail(of: view)))
    }

    /// - Throws: 422 `<key> is required` (chosen).
    private static func required(_ key: String, in body: FieldReader) throws(Refusal) -> String {
        guard let text = try body.nonEmpty(key) else { throw Refusal(.certificateFieldRequired, ["field": key]) }
        return text
    }
}
