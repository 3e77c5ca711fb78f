package import Hummingbird
import MachineRules
package import NIOCore
package import Simulation

/// What a request carries through the routes besides itself.
package struct FlyRequestContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// The peer's address as text, for `Fly-Client-IP` and the journal.
    package let remoteAddress: String?
    /// The connection the request came by, or the stream of one.
    package let channel: any Channel
    /// The world of the request once the middleware has chosen it.
    package var world: World?
    /// What becomes of the rules a machine's configuration breaks.
    var objections = Objections.refused
    private var identity: Identity?

    package init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
        remoteAddress = channel.remoteAddress?.ipAddress
    }

    /// Closes the connection before anything is answered.
    package func closeConnection() {
        channel.close(promise: nil)
    }

    /// The machine that calls over its own socket, nil for everybody else.
    package var callingMachine: CallingMachine? {
        get { identity?.machine }
        set { identity = Identity(machine: newValue, caller: identity?.caller) }
    }

    /// Who the request comes from: whose token the gate has checked, the developer where none is.
    package internal(set) var caller: Caller {
        get { identity?.caller ?? .developer }
        set { identity = Identity(machine: identity?.machine, caller: newValue) }
    }

    /// The world the request acts on.
    /// - Throws: 500 when the middleware did not run, which is a mistake of ours.
    package func requireWorld() throws -> World {
        guard let world else { throw HTTPError(.internalServerError, message: "no world chosen") }
        return world
    }
}

extension FlyRequestContext {
    /// The part of the path that stands at `:name`, percent-decoding done.
    package func path(_ name: String) -> String {
        let text = parameters.get(name) ?? ""
        // The router hands out the path as it was sent; what is not well-formed stays as it is.
        return text.utf8.contains(UInt8(ascii: "%")) ? Self.percentDecoded(text) ?? text : text
    }

    private static func percentDecoded(_ text: String) -> String? {
        var bytes: [UInt8] = []
        var rest = Substring(text).utf8
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard rest.count >= 2, let value = UInt8(Substring(rest.prefix(2)), radix: 16) else { return nil }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}

/// Who a request comes from. One reference, because the context lies in the frames of every held request.
private final class Identity: Sendable {
    let machine: CallingMachine?
    let caller: Caller?

    init(machine: CallingMachine?, caller: Caller?) {
        self.machine = machine
        self.caller = caller
    }
}
