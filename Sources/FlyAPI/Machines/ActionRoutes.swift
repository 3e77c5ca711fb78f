import Guests
import HTTPTypes
import Hummingbird
import MachineRules
import OrderedJSON
import Simulation

/// What is done to a machine: start, stop, suspend, restart, cordon, wait (reference/machines-rest.md, sections 2.4, 4).
enum ActionRoutes {
    static func add(to table: inout RouteTable) {
        table.serve(.post, "/v1/apps/{app}/machines/{id}/start") { try await start($0, $1) }
        table.serve(.post, "/v1/apps/{app}/machines/{id}/stop") { try await stop($0, $1) }
        table.serve(.post, "/v1/apps/{app}/machines/{id}/suspend") { request, context in
            try await context.requireWorld().machines.suspend(
                context.machineID(), in: context.app, by: .user, nonce: request.leaseNonce
            )
            return .ok
        }
        table.serve(.post, "/v1/apps/{app}/machines/{id}/restart") { request, context in
            let order = try StopOrder.restart(
                signal: request.query("signal"), timeout: request.query("timeout"), forced: request.flag("force_stop")
            )
            try await context.requireWorld().machines.restart(
                context.machineID(), in: context.app, nonce: request.leaseNonce, order
            )
            return .ok
        }
        table.serve(.post, "/v1/apps/{app}/machines/{id}/signal", basis: .chosen) { try await signal($0, $1) }
        for (word, cordons) in [("cordon", true), ("uncordon", false)] {
            table.serve(.post, "/v1/apps/{app}/machines/{id}/\(word)") { request, context in
                try await context.requireWorld().machines.setCordoned(
                    cordons, context.machineID(), in: context.app, nonce: request.leaseNonce
                )
                return .ok
            }
        }
        table.serve(.get, "/v1/apps/{app}/machines/{id}/wait", .full, basis: .documented, note: "", wait)
    }

    private static func start(_ request: Request, _ context: FlyRequestContext) async throws -> Response {
        let before = try await context.requireWorld().machines.start(
            context.machineID(), in: context.app, by: .user, nonce: request.leaseNonce
        )
        return .json(["previous_state": .string(before.rawValue), "migrated": false, "new_host": ""])
    }

    private static func stop(_ request: Request, _ context: FlyRequestContext) async throws -> Response {
        let id = try context.machineID()
        var order = StopOrder.configured
        if let document = try await request.optionalBodyJSON() {
            let body = try FieldReader(document: document, type: "stopRequest")
            // The path already says which machine; fly-go repeats it here.
            _ = try body.string("id")
            order = try StopOrder(signal: body.string("signal"), timeout: stopTimeout(body))
        }
        try await context.requireWorld().machines.stop(
            id, in: context.app, by: .user, nonce: request.leaseNonce, order
        )
        return .ok
    }

    /// The empty text means the same as no time at all.
    private static func stopTimeout(_ body: FieldReader) throws(Refusal) -> GoDuration? {
        body.object["timeout"] == .string("") ? nil : try body.duration("timeout")
    }

    /// The signal is a name or, as flyctl sends it, a number.
    private static func signal(_ request: Request, _ context: FlyRequestContext) async throws -> Response {
        let id = try context.machineID()
        let body = try FieldReader(document: try await request.bodyJSON(), type: "signalRequest")
        let signal: ProcessSignal
        if let number = body.object["signal"]?.intValue {
            signal = try ProcessSignal(number: number, among: ProcessSignal.sendable)
        } else if let name = try body.nonEmpty("signal") {
            signal = try ProcessSignal(named: name, among: ProcessSignal.sendable)
        } else {
            throw Refusal.required("signal")
        }
        try await context.requireWorld().machines.signal(id, in: context.app, signal, nonce: request.leaseNonce)
        return .ok
    }

    /// Thousands of these may be held at a time: what stands in this function's frame is paid for by each. A task keeps
    /// the memory of its deepest call, so the look at the database is a task of its own.
    @Sendable
    private static func wait(_ request: Request, _ context: FlyRequestContext) async throws -> Response {
        let hold: WaitHold = try await Task { try await Self.hold(request, context) }.value
        return try await answer(to: hold, outcome: hold.outcome.value(onCancel: .ended))
    }

    private static func hold(_ request: Request, _ context: FlyRequestContext) async throws -> WaitHold {
        let words = request.uri.queryParameters.getAll("state").flatMap { $0.split(separator: ",") }.map(String.init)
        let wanted = MachinesService.WaitRequest(
            condition: try WaitCondition(words),
            timeout: .seconds(try timeout(request)),
            instanceID: request.query("version") ?? request.query("instance_id"),
            fromEventID: request.query("from_event_id")
        )
        let hold = try await context.requireWorld().machines.hold(context.machineID(), in: context.app, for: wanted)
        if hold.isHeld {
            let channel = context.channel
            let watch = ClientWatch.start(on: channel) { hold.outcome.keep(.ended) }
            hold.atEnd { watch.stop(on: channel) }
        }
        return hold
    }

    private static func answer(to hold: WaitHold, outcome: WaitOutcome) async throws -> Response {
        let reached = try await hold.reached(after: outcome)
        return .json([
            "ok": true, "state": .string(reached.state), "event_id": .string(reached.eventID),
            "version": .string(reached.instanceID),
        ])
    }

    /// Seconds, 60 when not given. More than 60 is refused: users report it of the service.
    private static func timeout(_ request: Request) throws(Refusal) -> Int {
        guard let text = request.query("timeout") else { return 60 }
        guard let seconds = Int(text), (1...60).contains(seconds) else {
            throw Refusal(.waitTimeoutOutOfRange)
        }
        return seconds
    }
}
