import HTTPTypes
import Hummingbird
import MachineRules
import OrderedJSON
import Persistence
import Simulation

/// Releases as flyctl makes and follows them; GraphQL shows the same ones.
enum ReleaseRoutes {
    private static let app = WebRoutes.prefix + "/apps/{app}/releases"
    private static let releases = WebRoutes.prefix + "/releases"

    static func add(to table: inout RouteTable) {
        table.serve(.post, releases, basis: .clientCode, note: "which build it is of is not kept") { request, context in
            try await create(request, context)
        }
        table.serve(.patch, releases + "/{release}", basis: .clientCode) { request, context in
            try await update(request, context)
        }
        table.serve(.get, releases + "/all_current", basis: .clientCode) { _, context in
            let current = try await context.requireWorld().releases.currentOfAll().filter { app, _ in
                context.caller.reaches(app.name, of: app.orgSlug)
            }
            return .json(
                .object(
                    JSONObject(
                        current.map { ($0.app.name.rawValue, .string($0.release.createdAt.rfc3339)) })))
        }
        table.serve(.get, app, basis: .clientCode) { request, context in
            let limit = try request.pageSize(default: .max, most: .max)
            let all = try await context.requireWorld().releases.list(of: context.app)
            return .json(["releases": .array(all.prefix(limit).map(document))])
        }
        table.serve(.get, app + "/current", basis: .clientCode) { _, context in
            let newest = try await context.requireWorld().releases.list(of: context.app).first
            guard let newest else { throw Refusal(.releaseNotFound) }
            return .json(document(newest))
        }
    }

    /// The words of flyctl for how it deploys.
    private static let strategies = ["BLUEGREEN", "CANARY", "IMMEDIATE", "ROLLING", "ROLLING_ONE", "SIMPLE"]
    /// The words of flyctl for how a deployment goes, and the first of all.
    private static let statuses = ["pending", "running", "complete", "failed", "interrupted"]

    private static func create(_ request: Request, _ context: FlyRequestContext) async throws -> Response {
        let body = try FieldReader(document: try await request.bodyJSON(), type: "createReleaseRequest")
        _ = try body.int("build_id", of: "int64")
        let strategy = try body.nonEmpty("strategy") ?? "ROLLING"
        try require(strategy, for: "strategy", among: strategies)
        let draft = ReleasesService.Draft(
            image: try body.nonEmpty("image"), definition: try body.object("definition").map { JSON.object($0).text },
            strategy: strategy, user: context.caller.user)
        let app = try await context.app(named: body.string("app_name"))
        let release = try await context.requireWorld().releases.create(draft, for: app)
        return .json(status: .created, ["release": document(release)])
    }

    /// Without a wrapping, unlike the answer to a create.
    private static func update(_ request: Request, _ context: FlyRequestContext) async throws -> Response {
        let body = try FieldReader(document: try await request.bodyJSON(), type: "updateReleaseRequest")
        let status = try body.nonEmpty("status")
        if let status { try require(status, for: "status", among: statuses) }
        let metadata = body.object["metadata"].flatMap { $0.isNull ? nil : $0.text }
        let world = try context.requireWorld()
        let id = ReleaseID(context.path("release"))
        _ = try await context.app(named: world.releases.release(id).appName.rawValue)
        return .json(document(try await world.releases.update(id, status: status, metadata: metadata)))
    }

    private static func require(_ word: String, for parameter: String, among words: [String]) throws(Refusal) {
        guard words.contains(word) else {
            throw Refusal(
                .choiceUnknown,
                ["parameter": parameter, "value": word, "choices": words.joined(separator: ", ")])
        }
    }

    private static func document(_ release: ReleaseRecord) -> JSON {
        [
            "id": .string(release.id.rawValue), "version": .int(release.version), "stable": .bool(release.isStable),
            "in_progress": .bool(release.isInProgress), "status": .string(release.status),
            "strategy": .string(release.strategy), "user": .string(release.user),
            "created_at": .string(release.createdAt.rfc3339), "image_ref": .string(release.image ?? ""),
        ]
    }
}

extension ReleaseRecord {
    /// Whether it came to its good end.
    var isStable: Bool { status == "complete" }
    /// Whether somebody is still at it.
    var isInProgress: Bool { ["pending", "running"].contains(status) }
}
