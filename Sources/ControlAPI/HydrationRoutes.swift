import Fixtures
import FlyAPI
import HTTPTypes
import Hummingbird
import MachineRules
import NIOCore
import OrderedJSON
import Simulation

/// `hydrate`: gives a world the state that a recording tells of.
enum HydrationRoutes {
    /// A recording of tens of thousands of exchanges is that large.
    private static let largestRecording = 256 * 1024 * 1024

    static func add(to table: inout RouteTable, worlds set: Worlds) {
        table.serve(
            .post, ControlRoutes.prefix + "/worlds/{world}/hydrate", basis: .chosen,
            note: "the body is HAR 1.2; values of secrets, leases and keys are not in a recording"
        ) { request, context in
            let state = try await state(in: request)
            let world = try await WorldRoutes.naming { try await set.world(context.path("world")) }
            do {
                return .json(status: .created, document(of: try await world.hydration.hydrate(state)))
            } catch let conflict as HydrationConflict {
                throw ControlFailure(
                    .conflict, "world \"\(world.name)\" has \(conflict.what) already",
                    hint: "nothing was taken over; reset the world, or name another one")
            }
        }
    }

    private static func state(in request: Request) async throws -> RecordedState {
        let buffer = try await request.body.collect(upTo: largestRecording)
        do {
            return try RecordedState(HARDocument(Array(buffer.readableBytesView)))
        } catch {
            throw ControlFailure(
                .badRequest, "the body is no recording: \(error)",
                hint: "POST a HAR file; windtunnel fixture hydrate reads other formats, too")
        }
    }

    private static func document(of report: HydrationReport) -> JSON {
        [
            "apps": .array(report.apps.map(JSON.string)), "machines": .int(report.machines),
            "volumes": .int(report.volumes), "ip_addresses": .int(report.addresses), "secrets": .int(report.secrets),
            "certificates": .int(report.certificates),
            "left_out": .array(report.leftOut.map { ["entry": .int($0.entry), "why": .string($0.why)] }),
        ]
    }
}
