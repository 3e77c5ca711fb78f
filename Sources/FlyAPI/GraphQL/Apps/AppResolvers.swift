import GraphQL
import MachineRules
import OrderedJSON
import Persistence
import Simulation

/// Apps (reference/graphql.md, section 3.3). The id of an app is its name; what nobody knows of an app is chosen here.
enum AppResolvers {
    static func add(to resolvers: inout FlyResolvers) {
        resolvers["Queries.app"] = { call in try await app(call).value }
        resolvers.define(
            "App", on: AppRecord.self,
            [
                "id": { app, _ in .text(app.name.rawValue) },
                "key": { app, _ in .text(app.name.rawValue) },
                "name": { app, _ in .text(app.name.rawValue) },
                "internalId": { app, _ in .text(String(app.numericID)) },
                "internalNumericId": { app, _ in .json(.int(app.numericID)) },
                "organization": { app, _ in OrganizationNode(slug: app.orgSlug).value },
                "network": { app, _ in .text(app.network) },
                "createdAt": { app, _ in .text(app.createdAt.rfc3339) },
                "hostname": { app, _ in .text("\(app.name).fly.dev") },
                "appUrl": { app, _ in .text("https://\(app.name).fly.dev") },
                "cnameTarget": { app, _ in .text("\(app.id.prefix(7)).\(app.name).fly.dev") },
                "platformVersion": { _, _ in "machines" },
                "runtime": { _, _ in "FIRECRACKER" },
                "version": { _, _ in 0 },
                "sharedIpAddress": { app, _ in .text(app.sharedIP) },
                "status": { app, call in .text(AppDocument.status(of: try await call.world.apps.app(app.name))) },
                "state": { app, call in
                    .text(AppDocument.status(of: try await call.world.apps.app(app.name)).uppercased())
                },
                "deployed": { app, call in
                    .json(.bool(try await call.world.apps.app(app.name).machineCount > 0))
                },
            ]
        )
    }

    private static func app(_ call: FlyCall) async throws -> AppRecord {
        if let name = call.text("name") ?? call.text("id") ?? call.text("key") {
            return try await call.world.graphQLApp(name)
        }
        guard let number = call.text("internalId") else { throw FieldError.couldNotFind("App") }
        let app = try await call.world.apps.list(of: nil).first { String($0.app.numericID) == number }
        guard let app else { throw FieldError.couldNotFind("App") }
        return app.app
    }
}

extension AppRecord {
    var value: ResolvedValue { .object(typeName: "App", self) }
}

extension World {
    /// - Throws: NOT_FOUND in the words of GraphQL.
    func graphQLApp(_ name: String) async throws -> AppRecord {
        do {
            return try await apps.app(AppName(rawValue: name)).app
        } catch let refusal as Refusal where refusal.kind == .notFound {
            throw FieldError.couldNotFind("App", name)
        }
    }
}
