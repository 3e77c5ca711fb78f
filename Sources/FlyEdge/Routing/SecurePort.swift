import HTTPTypes
import Hummingbird
import MachineRules
import Synchronization

/// Where https is served on this computer: known once the listener is bound.
package final class SecurePort: Sendable {
    private let number = Atomic<Int>(443)

    package func set(_ port: Int) {
        number.store(port, ordering: .relaxed)
    }

    /// 301 to the same URL over https. A host that came with a port gets the local one; one without is of a client that
    /// reaches real names, through the forward proxy.
    func redirect(_ head: HTTPRequest, _ headers: ResponseHeaders) -> Response {
        let authority = head.authority ?? "localhost"
        let host = HostNames.host(of: authority)
        let port = number.load(ordering: .relaxed)
        let hasPort = host.hasPrefix("[") ? authority.contains("]:") : authority.contains(":")
        let place = hasPort && port != 443 ? "\(host):\(port)" : host
        var fields: HTTPFields = [.location: "https://\(place)\(head.path ?? "/")", .contentLength: "0"]
        headers.add(to: &fields)
        return Response(status: .movedPermanently, headers: fields)
    }
}

extension AppRoute {
    /// Whether plain requests to a port are sent to https.
    func forcesHTTPS(_ port: Int) -> Bool {
        guard let door = machines.lazy.compactMap({ $0.door(port) }).first else { return false }
        return door.speaksHTTP && door.port.forceHTTPS && door.port.contains(port)
    }
}
