import GraphQL
import MachineRules
import OrderedJSON
import Persistence
import Simulation

/// Releases (reference/graphql.md, section 3.4). The service keeps processed and unprocessed ones apart; here both types
/// show the same (chosen).
enum ReleaseResolvers {
    static func add(to resolvers: inout FlyResolvers) {
        resolvers.define(
            "App", on: AppRecord.self,
            [
                "currentRelease": { app, call in try await current(of: app, as: "Release", call) },
                "currentReleaseUnprocessed": { app, call in
                    try await current(of: app, as: "ReleaseUnprocessed", call)
                },
                "release": { app, call in try await release(of: app, call) },
                "releases": { app, call in
                    let releases = try await call.world.releases.list(of: app.name)
                    return Connection.page(releases.map { $0.value(as: "Release") }, call)
                },
                "releasesUnprocessed": { app, call in
                    let status = call.text("status")
                    let releases = try await call.world.releases.list(of: app.name)
                        .filter { status == nil || $0.status == status }
                    return Connection.page(releases.map { $0.value(as: "ReleaseUnprocessed") }, call)
                },
                "version": { app, call in .int(try await call.world.releases.current(of: app.name)?.version ?? 0) },
                "config": { app, call in
                    let definition = try definition(of: await call.world.releases.current(of: app.name))
                    return config(definition, services: try await AppServiceResolvers.services(of: app, call))
                },
                "parseConfig": { _, call in try written(call) },
            ]
        )
        resolvers["Queries.validateConfig"] = { call in try written(call) }
        for type in ["Release", "ReleaseUnprocessed"] { addFields(of: type, to: &resolvers) }
        resolvers.defineReadings(
            "Release", on: ReleaseRecord.self,
            [
                "config": { release, _ in
                    let definition = try definition(of: release)
                    return config(definition, services: ServiceDocument.services(in: definition ?? [:]))
                },
                "metadata": { release, _ in .json(try release.metadata.map { try JSON(parsing: $0) } ?? .null) },
            ]
        )
        resolvers.setReading("ReleaseUnprocessed.configDefinition", on: ReleaseRecord.self) { release, _ in
            .json(try definition(of: release) ?? .null)
        }
    }

    private static func addFields(of type: String, to resolvers: inout FlyResolvers) {
        resolvers.defineReadings(
            type, on: ReleaseRecord.self,
            [
                "id": { release, _ in .text(release.id.rawValue) },
                "version": { release, _ in .int(release.version) },
                "status": { release, _ in .text(release.status) },
                "stable": { release, _ in .bool(release.isStable) },
                "inProgress": { release, _ in .bool(release.isInProgress) },
                "reason": { release, _ in .text(release.reason) },
                "description": { release, _ in .text(release.description) },
                "deploymentStrategy": { release, _ in .text(release.strategy) },
                "image": { release, _ in
                    release.image.map { ImageDocument.image($0, knownSince: release.createdAt) } ?? .null
                },
                "imageRef": { release, _ in .text(release.image) },
                "createdAt": { release, _ in .text(release.createdAt.rfc3339) },
                "updatedAt": { release, _ in .text(release.updatedAt.rfc3339) },
                "user": { release, _ in Viewer.value(of: release.user) },
            ]
        )
    }

    private static func current(of app: AppRecord, as type: String, _ call: FlyCall) async throws -> ResolvedValue {
        .object(type, try await call.world.releases.current(of: app.name))
    }

    /// By id or by version; with both the id counts (chosen).
    private static func release(of app: AppRecord, _ call: FlyCall) async throws -> ResolvedValue {
        let (id, version) = (call.text("id"), call.arguments["version"]?.intValue)
        let release = try await call.world.releases.list(of: app.name).first { release in
            id.map { $0 == release.id.rawValue } ?? (release.version == version)
        }
        guard let release else { throw FieldError.couldNotFind("Release") }
        return release.value(as: "Release")
    }

    private static func definition(of release: ReleaseRecord?) throws -> JSON? {
        try release?.definition.map { try JSON(parsing: $0) }
    }

    /// The configuration that a caller asks about.
    private static func written(_ call: FlyCall) throws -> ResolvedValue {
        guard let definition = call.arguments["definition"], definition.objectValue != nil else {
            throw FieldError("definition must be an object", code: ErrorCode.invalidArguments)
        }
        return config(definition, services: ServiceDocument.services(in: definition))
    }

    /// An `AppConfig`: the definition is taken as it came.
    private static func config(_ definition: JSON?, services: [JSON]) -> ResolvedValue {
        ["definition": .json(definition ?? [:]), "errors": [], "services": .json(.array(services)), "valid": true]
    }
}

extension ReleaseRecord {
    /// - Parameter type: `Release` or `ReleaseUnprocessed`.
    func value(as type: String) -> ResolvedValue { .object(typeName: type, self) }
}
