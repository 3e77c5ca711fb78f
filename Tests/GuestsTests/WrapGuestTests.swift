import HTTPTypes
import Hummingbird
import ModelContextProtocol
import NIOCore
import Testing

@testable import Guests

@Suite("Places at a wrapped tool server")
struct WrapGuestTests {
    private let guest: WrapGuest

    init() throws {
        let outlet = WrapOutlet { _ in }
        let program = BuiltInProgram(nil, printingTo: outlet)
        let clock = SessionClock(now: { .zero }, after: { _, _ in })
        guest = WrapGuest(
            configuration: WrapConfiguration(environment: [:]), dispatch: WrapDispatch(.standard),
            program: program, outlet: outlet,
            transports: WrapTransports(
                program.backend, StreamableSessions(clock: clock) { "id" }, SSESessions { "id" }))
    }

    private func request(_ method: HTTPRequest.Method) -> Request {
        Request(
            head: HTTPRequest(
                method: method, scheme: "http", authority: "demo.localhost", path: "/",
                headerFields: method == .get ? [.accept: "text/event-stream"] : [:]),
            body: RequestBody(buffer: ByteBuffer()))
    }

    private func status(_ admission: Admission, _ method: HTTPRequest.Method) async throws -> Int {
        try await admission.respond(request(method)).status.code
    }

    @Test("One listener at a time")
    func attachesOne() async throws {
        let first = guest.admit(request(.get))
        #expect(try await status(guest.admit(request(.get)), .get) == 409)
        #expect(try await status(first, .get) == 200)
    }

    @Test("A listener that was let in and never answered leaves its place to the next")
    func freesUnanswered() async throws {
        _ = guest.admit(request(.get))
        let second = guest.admit(request(.get))
        #expect(try await status(second, .get) == 200)
    }

    @Test("A listener whose answer was never written leaves its place to the next")
    func freesUnwritten() async throws {
        var response: Response? = try await guest.admit(request(.get)).respond(request(.get))
        #expect(response?.status == .ok)
        #expect(try await status(guest.admit(request(.get)), .get) == 409)
        response = nil
        #expect(try await status(guest.admit(request(.get)), .get) == 200)
    }

    @Test("A body that never comes does not hold up those behind it", .timeLimit(.minutes(5)))
    func freesTurn() async throws {
        _ = guest.admit(request(.post))
        let second = guest.admit(request(.post))
        #expect(try await status(second, .post) >= 500)
    }

    @Test("Whoever was cut off by a stop finds the place free")
    func freesOnDisconnect() async throws {
        let first = guest.admit(request(.get))
        guest.disconnect()
        let second = guest.admit(request(.get))
        #expect(try await status(second, .get) == 200)
        withExtendedLifetime(first) {}
    }
}
