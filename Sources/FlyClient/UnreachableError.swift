/// No answer came at all: nobody listens, the name is unknown, the connection broke, time ran out.
package struct UnreachableError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Reason: Sendable, Hashable {
        /// The host refused the connection: nothing listens there.
        case refused
        /// No complete answer within this many seconds.
        case timedOut(seconds: Int)
        /// Anything else, in the words of the network library.
        case broken(String)
    }

    /// Scheme, host and port that were called.
    package let address: String
    package let reason: Reason

    package init(address: String, reason: Reason) {
        self.address = address
        self.reason = reason
    }

    package var description: String {
        switch reason {
        case .refused: "nothing answers at \(address)"
        case .timedOut(let seconds): "no answer from \(address) within \(seconds)s"
        case .broken(let text): "no answer from \(address): \(text)"
        }
    }
}
