/// The one place for a listener that a wrap process has. A second listener is refused, and what the child prints while
/// nobody listens is lost: there is no queue and no replay.
package struct WrapSlot: Sendable, Hashable {
    /// Proof of holding the slot. A token that was released, or never held it, releases nothing, so a late goodbye
    /// cannot throw out the next listener.
    package struct Token: Sendable, Hashable {
        fileprivate let number: Int
    }

    /// What becomes of a line the child printed.
    package enum Delivery: Sendable, Hashable {
        case send(to: Token)
        /// The real one logs `No client waiting`.
        case drop
    }

    /// Who holds the slot.
    package private(set) var listener: Token?
    private var attachments = 0

    /// A free slot.
    package init() {}

    /// Takes the slot, or throws ``WrapRefusal/alreadyConnected`` (409).
    package mutating func attach() throws(WrapRefusal) -> Token {
        guard listener == nil else { throw .alreadyConnected }
        attachments += 1
        let token = Token(number: attachments)
        listener = token
        return token
    }

    /// - Returns: whether this token held the slot.
    @discardableResult
    package mutating func release(_ token: Token) -> Bool {
        guard listener == token else { return false }
        listener = nil
        return true
    }

    /// Where the next line goes.
    package var delivery: Delivery { listener.map(Delivery.send(to:)) ?? .drop }
}
