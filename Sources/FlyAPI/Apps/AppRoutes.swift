import HTTPTypes
import Hummingbird
import MachineRules
import OrderedJSON
import Persistence
import Simulation

/// `/v1/apps` (reference/machines-rest.md, section 2.1).
enum AppRoutes {
    static func add(to table: inout RouteTable) {
        table.serve(.get, "/v1/apps", .partial, note: "app_role is ignored", requiredQuery: "org_slug") {
            request, context in
            try await list(request, context)
        }
        table.serve(.post, "/v1/apps") { request, context in try await create(request, context) }
        table.serve(.get, "/v1/apps/{app}") { _, context in
            .json(AppDocument.json(of: try await context.requireWorld().apps.app(context.app)))
        }
        table.serve(.delete, "/v1/apps/{app}", note: "stops nothing first, forced or not") { _, context in
            try await context.requireWorld().apps.delete(context.app)
            return .empty(.accepted)
        }
    }

    private static func list(_ request: Request, _ context: FlyRequestContext) async throws -> Response {
        let organization = request.query("org_slug") ?? ""
        let caller = context.caller
        try caller.require(organization: organization)
        let apps = try await context.requireWorld().apps.list(of: organization).filter {
            caller.reaches($0.app.name, of: organization)
        }
        return .json([
            "total_apps": .int(apps.count),
            "apps": .array(apps.map { AppDocument.json(of: $0) }),
        ])
    }

    private static func create(_ request: Request, _ context: FlyRequestContext) async throws -> Response {
        let body = try FieldReader(document: try await request.bodyJSON(), type: "createAppRequest")
        // fly-go and the document say `name`, the guide says `app_name`.
        let names = [try body.string("name"), try body.string("app_name")]
        guard let organization = try body.string("org_slug"), !organization.isEmpty else {
            throw Refusal(.organizationNotFound)
        }
        try context.caller.requireAll(of: organization)
        let network = try body.string("network") ?? ""
        let key = try body.string("idempotency_key") ?? ""
        let app = try await context.requireWorld().apps.create(
            AppsService.Draft(
                name: names.compactMap { $0 }.first { !$0.isEmpty },
                orgSlug: organization,
                network: network.isEmpty ? "default" : network,
                idempotencyKey: key.isEmpty ? nil : key
            )
        )
        return .json(status: .created, AppDocument.json(of: app, asCreated: true))
    }
}

extension FlyRequestContext {
    /// The app that the path names.
    var app: AppName { AppName(rawValue: path("app")) }
}
