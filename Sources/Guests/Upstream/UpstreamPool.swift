import NIOCore
import Synchronization

/// The connections to one server that wait for their next exchange.
final class UpstreamPool: Sendable {
    let address: UpstreamAddress
    private let idle = Mutex<[UpstreamConnection]>([])

    /// How long one is kept: as long as Fly Proxy does (reference/mcp-and-proxy.md, section 5.4), and shorter than the 5
    /// seconds after which common servers close theirs.
    static let patience = TimeAmount.seconds(4)
    private let patience: TimeAmount

    init(address: UpstreamAddress, patience: TimeAmount = patience) {
        self.address = address
        self.patience = patience
    }

    /// A connection that is there already, nil when there is none: the one that waited for the shortest time.
    func lease() -> UpstreamConnection? {
        idle.withLock { idle in
            while let connection = idle.popLast() {
                if connection.isActive { return connection }
            }
            return nil
        }
    }

    /// Keeps a connection for the next exchange.
    func keep(_ connection: UpstreamConnection) {
        idle.withLock { $0.append(connection) }
        connection.whenSpoiled { [weak self] in self?.drop(connection) }
        connection.channel.eventLoop.scheduleTask(in: patience) { [weak self, weak connection] in
            if let connection { self?.drop(connection) }
        }
    }

    func closeAll() {
        let all = idle.withLock { idle in
            defer { idle = [] }
            return idle
        }
        for connection in all { connection.close() }
    }

    /// Closes a connection that waits; one under lease is nobody's to close.
    private func drop(_ connection: UpstreamConnection) {
        let isIdle = idle.withLock { idle in
            guard let place = idle.firstIndex(where: { $0 === connection }) else { return false }
            idle.remove(at: place)
            return true
        }
        if isIdle { connection.close() }
    }

    deinit { closeAll() }
}
