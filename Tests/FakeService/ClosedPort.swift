import Glibc

/// An address of this machine where nobody listens and nobody else can begin to.
package enum ClosedPort {
    /// Runs `body` with `http://127.0.0.1:PORT`, whose port is bound, so that it stays free of listeners, and refuses.
    package static func with(_ body: (_ url: String) async throws -> Void) async throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(descriptor, generic, length) == 0 ? getsockname(descriptor, generic, &length) : -1
            }
        }
        guard status == 0 else { throw CannotBind() }
        try await body("http://127.0.0.1:\(UInt16(bigEndian: address.sin_port))")
    }

    private struct CannotBind: Error {}
}
