import ArgumentParser
import OrderedJSON

/// A published port as text: `EXTERNAL[:INTERNAL][/HANDLER…]`, such as `443:8080/http:tls`.
///
/// Handlers are separated by colons or commas; a first word `tcp` or `udp` names the protocol, which makes flyctl's
/// notation `443:8080/tcp:http:tls` mean the same here.
struct PortSpec: ExpressibleByArgument, Equatable {
    let external: Int
    let internalPort: Int
    let transport: String
    let handlers: [String]

    init?(argument: String) {
        let halves = argument.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let ports = halves[0].split(separator: ":", omittingEmptySubsequences: false).map { UInt16($0) }
        guard ports.count <= 2, let first = ports[0], let last = ports[ports.count - 1], first > 0, last > 0 else {
            return nil
        }
        var words = halves.count == 2 ? halves[1].split { $0 == ":" || $0 == "," }.map(String.init) : []
        if halves.count == 2, words.isEmpty { return nil }
        if let word = words.first, ["tcp", "udp"].contains(word) {
            transport = word
            words.removeFirst()
        } else {
            transport = "tcp"
        }
        external = Int(first)
        internalPort = Int(last)
        handlers = words
    }

    private var document: JSON {
        var object: JSONObject = ["port": .int(external)]
        if !handlers.isEmpty { object["handlers"] = .array(handlers.map(JSON.string)) }
        return .object(object)
    }

    /// The services that several ports make: one for each internal port and protocol.
    /// - Parameter autostop: laid on every service, together with the autostart without which it would make no sense.
    static func services(_ specs: [PortSpec], autostop: String?) -> [JSON] {
        var order: [PortSpec] = []
        for spec in specs where !order.contains(where: spec.sharesService) { order.append(spec) }
        return order.map { service in
            var object: JSONObject = [
                "protocol": .string(service.transport), "internal_port": .int(service.internalPort),
            ]
            if let autostop {
                object["autostop"] = .string(autostop)
                object["autostart"] = true
            }
            object["ports"] = .array(specs.filter(service.sharesService).map(\.document))
            return .object(object)
        }
    }

    private func sharesService(with other: PortSpec) -> Bool {
        internalPort == other.internalPort && transport == other.transport
    }
}
