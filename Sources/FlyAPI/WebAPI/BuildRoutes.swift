import HTTPTypes
import Hummingbird
import MachineRules
import OrderedJSON
import Persistence
import Simulation

/// `/api/v1/builds`: clients tell that they build, and how it went; both answer 200 (client code).
enum BuildRoutes {
    static func add(to table: inout RouteTable) {
        let note = "what the client did is told, not checked"
        table.serve(.post, WebRoutes.prefix + "/builds", basis: .clientCode, note: note) { request, context in
            let body = try FieldReader(document: try await request.bodyJSON(), type: "createBuildRequest")
            _ = try body.strings("strategies_available")
            let draft = BuildsService.Draft(
                builderType: try body.string("builder_type") ?? "", machineID: try body.nonEmpty("machine_id"),
                user: context.caller.user)
            let app = try await context.app(named: body.string("app_name"))
            return answer(try await context.requireWorld().builds.create(draft, for: app))
        }
        table.serve(.post, WebRoutes.prefix + "/builds/finish", basis: .clientCode, note: note) { request, context in
            let body = try FieldReader(document: try await request.bodyJSON(), type: "finishBuildRequest")
            let number = try body.int("build_id", of: "int64") ?? 0
            let image = try body.nested("final_image", type: "BuildFinalImage")?.nonEmpty("tag")
            let outcome = BuildsService.Outcome(
                status: try body.string("status") ?? "", image: image, logs: try body.string("logs") ?? "")
            let app = try await context.app(named: body.string("app_name"))
            return answer(try await context.requireWorld().builds.finish(Int64(number), of: app, outcome))
        }
    }

    private static func answer(_ build: BuildRecord) -> Response {
        .json([
            "id": .int(build.number), "status": .string(build.status),
            "wallclock_time_ms": .int(build.wallclockMilliseconds),
        ])
    }
}
