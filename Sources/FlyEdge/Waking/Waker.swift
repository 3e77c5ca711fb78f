import Guests
import HTTPTypes
import MachineRules
import Persistence
import Simulation

/// Is it awake? Starts a machine through the same service the API uses, and waits until it is up
/// (reference/mcp-and-proxy.md, section 5.5).
struct Waker: Sendable {
    let routes: AppRoutes
    let guests: GuestRegistry

    /// World time after which the edge gives up on a machine.
    private static let patience = Duration.seconds(60)

    func wake(_ id: MachineID, of app: AppName, in world: World) async -> Result<any Guest, EdgeFailure> {
        do {
            return .success(try await bringUp(id, of: app, in: world))
        } catch let failure as EdgeFailure {
            return .failure(failure)
        } catch let refusal as MachineRules.Refusal {
            return .failure(Self.failure(refusal, of: id))
        } catch {
            return .failure(
                EdgeFailure(status: .serviceUnavailable, code: "PM02", text: "machine API unreachable: \(error)")
            )
        }
    }

    private func bringUp(_ id: MachineID, of app: AppName, in world: World) async throws -> any Guest {
        guard let machine = try await routes.route(app, in: world)?.machines.first(where: { $0.id == id }) else {
            throw EdgeFailure.noCandidate("machine \(id) is gone")
        }
        if machine.state == .stopping || machine.state == .suspending {
            try await wait(for: ["stopped", "suspended"], id, of: app, in: world)
        }
        if !machine.isOnItsWay {
            _ = try await world.machines.start(id, in: app, by: .proxy, nonce: nil)
        }
        try await wait(for: ["started"], id, of: app, in: world)
        guard let up = try await routes.route(app, in: world)?.machines.first(where: { $0.id == id }) else {
            throw EdgeFailure.noCandidate("machine \(id) is gone")
        }
        guard up.state == .started else { throw EdgeFailure.noCandidate(fall(of: up.guest)) }
        return try guests.guest(of: up.guest, in: world)
    }

    private func wait(for words: [String], _ id: MachineID, of app: AppName, in world: World) async throws {
        _ = try await world.machines.wait(
            id, in: app,
            for: MachinesService.WaitRequest(
                condition: try WaitCondition(words), timeout: Self.patience, instanceID: nil, fromEventID: nil
            )
        )
    }

    /// Why a machine that was started is not up.
    private func fall(of machine: GuestMachine) -> String {
        if case .exits(let reason) = guests.choice(for: machine.config) {
            "machine \(machine.id) exited with code 1: \(reason)"
        } else {
            "machine \(machine.id) did not stay up"
        }
    }

    private static func failure(_ refusal: MachineRules.Refusal, of id: MachineID) -> EdgeFailure {
        switch refusal.kind {
        case .timeout:
            EdgeFailure(
                status: .serviceUnavailable, code: "PM03", text: "waited too long for machine \(id): \(refusal.text)"
            )
        case .failedPrecondition:
            EdgeFailure(
                status: .serviceUnavailable, code: "PM07",
                text: "failed to change machine \(id) state: \(refusal.text)"
            )
        default:
            EdgeFailure(
                status: .serviceUnavailable, code: "PM01", text: "machines API returned an error: \(refusal.text)"
            )
        }
    }
}
