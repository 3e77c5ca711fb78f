import GraphQL
import MachineRules
import OrderedJSON
import Persistence
import Simulation

/// What an app shows of itself (reference/graphql.md, section 3.3). Its id is its name; what no emulated app has is empty
/// or null.
enum AppResolvers {
    static func add(to resolvers: inout FlyResolvers) {
        resolvers.defineReadings(
            "App", on: AppRecord.self,
            [
                "id": { app, _ in .text(app.name.rawValue) },
                "key": { app, _ in .text(app.name.rawValue) },
                "name": { app, _ in .text(app.name.rawValue) },
                // That the one is the other's text is chosen.
                "internalId": { app, _ in .text(String(app.numericID)) },
                "internalNumericId": { app, _ in .int(app.numericID) },
                "organization": { app, _ in OrganizationNode(slug: app.orgSlug).value },
                "network": { app, _ in .text(app.network) },
                "createdAt": { app, _ in .text(app.createdAt.rfc3339) },
                "hostname": { app, _ in .text("\(app.name).fly.dev") },
                "appUrl": { app, _ in .text("https://\(app.name).fly.dev") },
                "cnameTarget": { app, _ in .text("\(app.id.prefix(7)).\(app.name).fly.dev") },
                "platformVersion": { _, _ in "machines" },
                "runtime": { _, _ in "FIRECRACKER" },
                "sharedIpAddress": { app, _ in .text(app.sharedIP) },
                // Another in each network, as the real one; clients only look whether it changed.
                "networkId": { app, _ in .int(AppDocument.organizationNumber("\(app.orgSlug)/\(app.network)")) },
                "hasDeploymentSource": { _, _ in .bool(false) },
            ]
        )
        resolvers.define(
            "App", on: AppRecord.self,
            [
                "status": { app, call in .text(try await status(of: app, call)) },
                "state": { app, call in .text(try await status(of: app, call).uppercased()) },
                "deployed": { app, call in .bool(try await status(of: app, call) == "deployed") },
            ]
        )
        addImages(to: &resolvers)
        addRegions(to: &resolvers)
        AppServiceResolvers.add(to: &resolvers)
        HealthCheckResolvers.add(to: &resolvers)
        VMSizeResolvers.add(to: &resolvers)
    }

    /// The images of apps are not known to be versions of anything.
    private static func addImages(to resolvers: inout FlyResolvers) {
        resolvers.defineReadings(
            "App", on: AppRecord.self,
            [
                "image": { app, call in ImageDocument.image(call.text("ref") ?? "", knownSince: app.createdAt) },
                "imageDetails": { _, _ in .null },
                "latestImageDetails": { _, _ in .null },
                "imageUpgradeAvailable": { _, _ in .bool(false) },
                "imageVersionTrackingEnabled": { _, _ in .bool(false) },
            ]
        )
        // The command that asks puts up with this text and with no other.
        for field in ["latestImageDetails", "latestImageTag"] {
            resolvers["Queries.\(field)"] = { _ in throw FieldError("Unknown repository", code: "NOT_FOUND") }
        }
        resolvers["Queries.canPerformBluegreenDeployment"] = { call in
            _ = try await call.app(call.text("name") ?? "")
            return .bool(true)
        }
    }

    private static func addRegions(to resolvers: inout FlyResolvers) {
        resolvers.define(
            "App", on: AppRecord.self,
            [
                "regions": { app, call in
                    let machines = try await call.world.machineRecords(of: app.name)
                    return .json(.array(Set(machines.map(\.region)).sorted().compactMap(PlatformResolvers.region)))
                }
            ]
        )
    }

    private static func status(of app: AppRecord, _ call: FlyCall) async throws -> String {
        AppDocument.status(of: try await call.world.apps.app(app.name))
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
