import GraphQL
import MachineRules
import OrderedJSON
import Persistence
import Simulation

/// `createBuild`, `finishBuild` and an app's builds (reference/graphql.md, section 3.4). A build's id is its number, as in
/// the third API. Clients send every key of the inputs, empty ones included; empty means absent.
enum BuildResolvers {
    static func add(to resolvers: inout FlyResolvers) {
        resolvers.set("App.builds", on: AppRecord.self) { app, call in
            Connection.page(try await call.world.builds.list(of: app.name).map(\.value), call)
        }
        resolvers.defineReadings(
            "Build", on: BuildRecord.self,
            [
                "id": { build, _ in .text(String(build.number)) },
                "number": { build, _ in .int(build.number) },
                "status": { build, _ in .text(build.status) },
                "inProgress": { build, _ in .bool(build.finishedAt == nil) },
                "succeeded": { build, _ in .bool(build.status == "completed") },
                "failed": { build, _ in .bool(build.status == "failed") },
                "image": { build, _ in .text(build.image) },
                "logs": { build, _ in .text(build.logs) },
                "createdBy": { build, _ in Viewer.value(of: build.user) },
                "createdAt": { build, _ in .text(build.createdAt.rfc3339) },
                "updatedAt": { build, _ in .text((build.finishedAt ?? build.createdAt).rfc3339) },
                // What was built from is not told.
                "commitId": { _, _ in .null },
                "commitUrl": { _, _ in .null },
            ]
        )
        resolvers.set("Build.app", on: BuildRecord.self) { build, call in
            try await call.app(build.appName.rawValue).value
        }
        resolvers["Mutations.createBuild"] = { call in
            let app = try await call.app(call.input.text("appName") ?? "")
            let draft = BuildsService.Draft(
                builderType: call.input.text("builderType") ?? "", machineID: call.input.text("machineId"),
                user: call.caller.user)
            return payload(of: try await call.world.builds.create(draft, for: app.name), call)
        }
        resolvers["Mutations.finishBuild"] = { call in
            let app = try await call.app(call.input.text("appName") ?? "")
            let outcome = BuildsService.Outcome(
                status: call.input.text("status") ?? "", image: call.input["finalImage"]?.objectValue?.text("tag"),
                logs: call.input.text("logs") ?? "")
            guard let number = call.input.text("buildId").flatMap({ Int64($0) }) else {
                throw FieldError.couldNotFind("Build")
            }
            do {
                return payload(of: try await call.world.builds.finish(number, of: app.name, outcome), call)
            } catch let refusal as Refusal where refusal == Refusal(.buildNotFound) {
                throw FieldError.couldNotFind("Build")
            }
        }
    }

    private static func payload(of build: BuildRecord, _ call: FlyCall) -> ResolvedValue {
        [
            "id": .text(String(build.number)), "status": .text(build.status),
            "wallclockTimeMs": .int(build.wallclockMilliseconds), "clientMutationId": call.clientMutationID,
        ]
    }
}

extension BuildRecord {
    fileprivate var value: ResolvedValue { .object(typeName: "Build", self) }
}
