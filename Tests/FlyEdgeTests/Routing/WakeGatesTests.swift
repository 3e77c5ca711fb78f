import Guests
import HTTPTypes
import Hummingbird
import MachineRules
import NIOCore
import Simulation
import Synchronization
import Testing

@testable import FlyEdge

/// What happened, in order.
private final class Seen: Sendable {
    private let lines = Mutex<[String]>([])

    func add(_ line: String) { lines.withLock { $0.append(line) } }

    var all: [String] { lines.withLock { $0 } }
}

/// A place at a guest, which is free again when nobody keeps it.
private final class Place: Sendable {
    private let path: String
    private let seen: Seen

    init(_ path: String, _ seen: Seen) {
        self.path = path
        self.seen = seen
        seen.add("admit \(path)")
    }

    func answer() -> Response {
        seen.add("answer \(path)")
        return Response(status: .ok)
    }

    deinit { seen.add("free \(path)") }
}

/// Notes whom it takes in, answers and lets go.
private struct NotingGuest: Guest {
    let seen: Seen

    func admit(_ request: Request) -> Admission {
        let place = Place(request.head.path ?? "", seen)
        return Admission { _ in place.answer() }
    }

    func disconnect() {}
}

@Suite("Requests held while a machine comes up")
struct WakeGatesTests {
    private let seen = Seen()
    private let up = Promise<Result<any Guest, EdgeFailure>>()

    private func world() async throws -> World {
        try await Worlds(
            location: .memory(temporaryFolder: "/nonexistent"),
            rules: WorldRules(profile: .instant, speed: 1, seed: 1, exitAtBoot: { _ in nil }),
            wall: WallClock { Timestamp(milliseconds: 0) }
        ).world("default")
    }

    private func request(_ path: String) -> Request {
        Request(
            head: HTTPRequest(method: .get, scheme: "http", authority: "demo.localhost", path: path),
            body: RequestBody(buffer: ByteBuffer()))
    }

    /// Gates to machines that come up when the promise is kept.
    private var gates: WakeGates {
        WakeGates { [seen, up] id, _, _ in
            seen.add("wake \(id)")
            return await up.value(onCancel: .failure(.noCandidate("cancelled")))
        }
    }

    private func pass(_ gates: WakeGates, _ path: String, in world: World) -> Task<Admission, any Error> {
        Task { try await gates.pass(request(path), to: "d0", of: "demo", in: world) }
    }

    /// Holds requests one after the other, so that their order is known.
    private func hold(_ gates: WakeGates, _ paths: [String], in world: World) async -> [Task<Admission, any Error>] {
        var tasks: [Task<Admission, any Error>] = []
        for path in paths {
            tasks.append(pass(gates, path, in: world))
            while gates.count < tasks.count { await Task.yield() }
        }
        return tasks
    }

    @Test("Many requests are one start, and are let in in the order they came")
    func startsOnce() async throws {
        let (world, gates) = (try await world(), gates)
        let tasks = await hold(gates, ["/1", "/2", "/3"], in: world)
        up.keep(.success(NotingGuest(seen: seen)))
        for task in tasks { _ = try await task.value.respond(request("/")) }
        let order = seen.all.filter { !$0.hasPrefix("free") }
        #expect(order == ["wake d0", "admit /1", "admit /2", "admit /3", "answer /1", "answer /2", "answer /3"])
    }

    @Test("A machine that does not come up fails all who waited for it")
    func failsAll() async throws {
        let (world, gates) = (try await world(), gates)
        let tasks = await hold(gates, ["/1", "/2"], in: world)
        up.keep(.failure(.noCandidate("no")))
        for task in tasks { await #expect(throws: EdgeFailure.self) { try await task.value } }
    }

    @Test("Who comes later starts it again")
    func startsAgain() async throws {
        let (world, gates) = (try await world(), gates)
        let first = await hold(gates, ["/1"], in: world)
        up.keep(.success(NotingGuest(seen: seen)))
        _ = try await first[0].value
        _ = try await pass(gates, "/2", in: world).value
        #expect(seen.all.filter { !$0.hasPrefix("free") } == ["wake d0", "admit /1", "wake d0", "admit /2"])
    }

    @Test("Who leaves keeps no place at the guest, and the others are served")
    func letsGo() async throws {
        let (world, gates) = (try await world(), gates)
        let tasks = await hold(gates, ["/1", "/2", "/3"], in: world)
        tasks[0].cancel()
        await #expect(throws: (any Error).self) { try await tasks[0].value }
        up.keep(.success(NotingGuest(seen: seen)))
        for task in tasks.dropFirst() { _ = try await task.value.respond(request("/")) }
        let kept = seen.all.count { $0 == "admit /1" } - seen.all.count { $0 == "free /1" }
        #expect(kept == 0)
        #expect(seen.all.filter { $0.hasPrefix("answer") } == ["answer /2", "answer /3"])
        #expect(seen.all.count { $0.hasPrefix("wake") } == 1, "the start goes on for the others")
    }
}
