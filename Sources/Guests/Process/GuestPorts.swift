import MachineRules
import OrderedJSON

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Which ports of this host stand for the ports inside a machine: many machines may listen on 8080, their processes share
/// one host.
package struct GuestPorts: Sendable, Hashable {
    /// The port inside, and the one outside, in the order of the services.
    private let pairs: [Pair]

    private struct Pair: Sendable, Hashable {
        let inner: Int
        let outer: Int
    }

    /// Where a machine listens that has no services: as the platform has it.
    private static let defaultPort = 8080

    /// Finds a free port for each service and each check of a machine.
    init(for config: MachineConfig) {
        var inner: [Int] = []
        for port in config.services.map(\.internalPort) + config.checks.map(\.port) where port > 0 {
            if !inner.contains(port) { inner.append(port) }
        }
        if inner.isEmpty { inner = [Self.defaultPort] }
        pairs = zip(inner, FreePorts.find(inner.count)).map(Pair.init)
    }

    /// The port outside that stands for one inside.
    package func outer(of inner: Int) -> Int? { pairs.first { $0.inner == inner }?.outer }

    /// The port outside of the first service.
    package var first: Int? { pairs.first?.outer }

    /// What a process is told: `PORT` for the first service, `WINDTUNNEL_PORT_<internal>` for each.
    var environment: [(String, String)] {
        pairs.prefix(1).map { ("PORT", "\($0.outer)") } + pairs.map { ("WINDTUNNEL_PORT_\($0.inner)", "\($0.outer)") }
    }
}

/// Ports of the loopback interface that nobody listens on.
private enum FreePorts {
    /// Different ports; fewer than asked for when the system has no more to give.
    static func find(_ count: Int) -> [Int] {
        // All are held until the last is found, so that no two are the same.
        let sockets = (0..<count).map { _ in socket(AF_INET, streamType, 0) }.filter { $0 >= 0 }
        defer { for socket in sockets { close(socket) } }
        return sockets.compactMap(bindAnywhere)
    }

    private static func bindAnywhere(_ socket: Int32) -> Int? {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(socket, address, length) == 0 && getsockname(socket, address, &length) == 0
            }
        }
        return isBound ? Int(UInt16(bigEndian: address.sin_port)) : nil
    }

    #if canImport(Glibc)
        private static let streamType = Int32(SOCK_STREAM.rawValue)
    #else
        private static let streamType = SOCK_STREAM
    #endif
}
