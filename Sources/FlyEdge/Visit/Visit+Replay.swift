import Guests
import HTTPTypes
import Hummingbird
import MachineRules
import Simulation

extension Visit {
    func subject(of route: AppRoute) -> ReplayCache.Subject {
        ReplayCache.Subject(
            app: AppKey(app, in: world), head: request.head, rules: route.sessionRules(port: arrival.door.number)
        )
    }

    /// Gives up after so much of the world's time.
    func within(
        _ limit: Duration?,
        _ body: @escaping @Sendable () async throws -> Arrived
    ) async throws -> Arrived {
        guard let limit else { return try await body() }
        // Ended by the timer, by its end or by the client that leaves.
        let work = Task { try await body() }
        let timer = world.schedule(at: world.now + limit) { work.cancel() }
        defer { world.cancel(timer) }
        do {
            return try await withTaskCancellationHandler {
                try await work.value
            } onCancel: {
                work.cancel()
            }
        } catch  where work.isCancelled && !Task.isCancelled {
            throw EdgeFailure.replayTimedOut
        }
    }

    /// The value of `fly-replay-src`.
    static func source(_ machine: AppRoute.Machine, _ replay: Replay, at time: Timestamp) -> String {
        let state = replay.state.map { ";state=\($0)" } ?? ""
        return "instance=\(machine.id);region=\(machine.guest.region);t=\(time.milliseconds)000\(state)"
    }

    /// The value of `fly-replay-failed`: what was asked for, by whom, and why it could not be had.
    static func report(
        _ replay: Replay,
        _ failure: EdgeFailure,
        _ origin: Arrived,
        elapsed: Duration
    ) -> String {
        let reason =
            failure == .replayTimedOut ? "timeout" : failure.code == "PR03" ? "no_candidate" : "retries_exhausted"
        let milliseconds = elapsed / .milliseconds(1)
        let instance = replay.instance ?? replay.preferredInstance ?? ""
        let region = replay.regions?.map(\.rawValue).joined(separator: ",") ?? ""
        return "instance=\(instance);app=\(replay.app ?? origin.leg.app);region=\(region);"
            + "replay_source=\(origin.place.machine.id);reason=\(reason);elapsed_ms=\(Int(milliseconds))"
    }
}

extension EdgeFailure {
    /// A replay whose own time limit is over (status and code chosen).
    static let replayTimedOut = EdgeFailure(
        status: .serviceUnavailable, code: "PR04", text: "the replay took longer than its timeout"
    )
}

extension AppRoute {
    /// The rules by which sessions are replayed, of the first machine that has the port.
    func sessionRules(port: Int) -> [ReplaySessionRule] {
        machines.lazy.compactMap { $0.door(port) }.first?.sessions ?? []
    }
}
