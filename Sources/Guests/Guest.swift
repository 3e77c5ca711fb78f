package import Hummingbird

/// What answers behind a machine's port.
package protocol Guest: Sendable {
    /// Takes a request in before its turn to answer: called in the order of arrival, so that of two requests held for
    /// the same start the first one stays the first. Decides quickly and never waits.
    func admit(_ request: Request) -> Admission

    /// The machine's process is frozen: connections end. It admits again after a resume.
    func disconnect()

    /// The machine's process goes on, or went on all the time.
    func resume()

    /// The machine's process is gone: connections end, and so does whatever the guest started. Nothing is asked of it
    /// any more.
    func end()
}

extension Guest {
    package func resume() {}

    package func end() { disconnect() }
}

/// A request that a guest has taken in, ready to be answered.
package struct Admission: Sendable {
    private let answer: @Sendable (Request, ClientConnection?) async throws -> Response

    package init(_ respond: @escaping @Sendable (Request) async throws -> Response) {
        answer = { request, _ in try await respond(request) }
    }

    /// - Parameter answer: is also given the connection the request came by, nil for a request made in process.
    package init(connected answer: @escaping @Sendable (Request, ClientConnection?) async throws -> Response) {
        self.answer = answer
    }

    /// Lets the guest answer.
    /// - Parameter connection: the client's, nil for a request made in process.
    /// - Throws: ``GuestRefusal`` where nothing listens; what else goes wrong before the answer begins.
    package func respond(_ request: Request, over connection: ClientConnection? = nil) async throws -> Response {
        try await answer(request, connection)
    }
}
