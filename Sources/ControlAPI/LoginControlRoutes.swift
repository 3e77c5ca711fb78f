import FlyAPI
import HTTPTypes
import Hummingbird
import MachineRules
import Persistence
import Simulation

/// Approves a login that waits for it, on behalf of whoever does: where others reach the listener and tokens are checked,
/// none is handed out by itself.
enum LoginControlRoutes {
    static func add(to table: inout RouteTable) {
        let path = ControlRoutes.prefix + "/cli_sessions/{session}/approve"
        table.serve(.post, path, basis: .chosen) { _, context in
            let approval = CLISessionsService.Approval(
                user: context.caller.user, organization: context.caller.organization)
            do {
                try await context.requireWorld().cliSessions.approve(context.path("session"), approval)
            } catch let refusal as Refusal {
                throw ControlFailure(
                    HTTPResponse.Status(code: refusal.kind.httpStatus), refusal.text,
                    hint: "a login lasts 15 minutes, and belongs to the world it was begun in"
                )
            }
            return Response(status: .noContent)
        }
    }
}
