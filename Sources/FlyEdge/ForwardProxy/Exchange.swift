import Guests
import NIOCore
import NIOHTTP1

/// One request of a client and how far it and its answer have come.
struct Exchange {
    let request: HTTPRequestHead
    let target: HostAndPort
    /// The head to pass on, `nil` when a tunnel is asked for.
    let forwarded: HTTPRequestHead?
    private(set) var requestHasEnded = false
    /// Whether the head of the answer has been passed on.
    private(set) var isAnswered = false
    /// Whether the answer was 101: what follows it is no longer HTTP.
    private(set) var switchesProtocols = false
    /// Whether the client's connection is kept for its next request.
    private(set) var staysOpen: Bool

    init(request: HTTPRequestHead, target: HostAndPort, forwarded: HTTPRequestHead?) {
        self.request = request
        self.target = target
        self.forwarded = forwarded
        staysOpen = request.leavesConnectionOpen
    }

    /// Whether the server may answer 101: it was asked to, and nothing of the request is still to come.
    ///
    /// Only then has the client's decoder stopped, so that what it holds is the new protocol's.
    var maySwitchProtocols: Bool {
        requestHasEnded && HopByHop.upgrade(in: forwarded?.headers ?? [:]) != nil
    }

    /// Takes notice of a part of the request.
    mutating func note(_ part: HTTPServerRequestPart) {
        if case .end = part { requestHasEnded = true }
    }

    /// Takes notice of the answer and gives its head for the client.
    mutating func answer(with head: HTTPResponseHead) -> HTTPResponseHead {
        isAnswered = true
        switchesProtocols = head.status == .switchingProtocols
        return head.forwarded(to: request, staysOpen: &staysOpen)
    }
}

extension HTTPClientRequestPart {
    /// A part as it was read, to be written.
    init(_ part: HTTPServerRequestPart) {
        switch part {
        case .head(let head): self = .head(head)
        case .body(let bytes): self = .body(.byteBuffer(bytes))
        case .end(let trailers): self = .end(trailers)
        }
    }
}
