import GraphQL
import MachineRules
import OrderedJSON
import Persistence
import Simulation

/// Finding apps: `app`, `apps`, `appNameAvailable` (reference/graphql.md, section 3.3).
enum AppQueries {
    static func add(to resolvers: inout FlyResolvers) {
        resolvers["Queries.app"] = { call in try await app(call).value }
        resolvers["Queries.apps"] = { call in
            let organization = try call.arguments.organization("organizationId")
            let apps = try await call.apps(of: organization?.slug)
            return Connection.page(apps.filter { accepts($0, call.arguments) }.map(\.value), call)
        }
        resolvers["Queries.appNameAvailable"] = { call in
            let name = AppName(rawValue: call.text("name") ?? "")
            let isTaken = try await call.world.read { database, _ in try AppRecord.exists(name, in: database) }
            // Nobody asks what is wrong with the name.
            let isLegal = (try? AppRules.validateName(name.rawValue)) != nil
            return .bool(isLegal && !isTaken)
        }
        resolvers.set("Organization.apps", on: OrganizationNode.self) { organization, call in
            let apps = try await call.apps(of: organization.slug).map(\.value)
            return Connection.page(apps, call)
        }
    }

    /// No app has a role and all are on machines; `type` and `active` are ignored (section 3.3).
    private static func accepts(_ app: AppRecord, _ arguments: JSONObject) -> Bool {
        if arguments.text("role") != nil { return false }
        if let platform = arguments.text("platform"), platform != "machines" { return false }
        if let ids = arguments["ids"]?.arrayValue { return ids.contains(.string(app.name.rawValue)) }
        return true
    }

    private static func app(_ call: FlyCall) async throws -> AppRecord {
        if let name = call.text("name") ?? call.text("id") ?? call.text("key") {
            return try await call.app(name)
        }
        guard let number = call.text("internalId") else { throw FieldError.couldNotFind("App") }
        let app = try await call.apps(of: nil).first { String($0.numericID) == number }
        guard let app else { throw FieldError.couldNotFind("App") }
        return app
    }
}
