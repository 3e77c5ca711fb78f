package import Hummingbird

/// What answers behind a machine's port.
package protocol Guest: Sendable {
    /// Takes a request in before its turn to answer: called in the order of arrival, so that of two requests held for
    /// the same start the first one stays the first. Decides quickly and never waits.
    func admit(_ request: Request) -> Admission

    /// The machine's process is gone, or frozen: connections end. A guest that was ended admits again after a resume.
    func disconnect()
}

/// A request that a guest has taken in, ready to be answered.
package struct Admission: Sendable {
    package let respond: @Sendable (Request) async throws -> Response

    package init(_ respond: @escaping @Sendable (Request) async throws -> Response) {
        self.respond = respond
    }
}
