/// Follows a stream of WebSocket frames as far as is needed to know where one ends (RFC 6455, section 5.2).
struct FrameBoundary {
    /// The frame's head as far as it has come; empty between two frames.
    private var head: [UInt8] = []
    /// Bytes of the frame's payload that are still to come.
    private var payload: UInt64 = 0

    var isBetweenFrames: Bool { head.isEmpty && payload == 0 }

    mutating func pass(_ bytes: some Collection<UInt8>) {
        var rest = bytes[...]
        while !rest.isEmpty {
            if payload > 0 {
                let count = Int(min(payload, UInt64(rest.count)))
                payload -= UInt64(count)
                rest = rest.dropFirst(count)
                continue
            }
            if let byte = rest.popFirst() { head.append(byte) }
            if let length = Self.payloadLength(after: head) {
                head = []
                payload = length
            }
        }
    }

    /// The length that a whole head tells, nil when it is not whole.
    private static func payloadLength(after head: [UInt8]) -> UInt64? {
        guard head.count >= 2 else { return nil }
        let short = UInt64(head[1] & 0x7F)
        let lengthBytes =
            switch short {
            case 126: 2
            case 127: 8
            default: 0
            }
        let mask = head[1] & 0x80 == 0 ? 0 : 4
        guard head.count == 2 + lengthBytes + mask else { return nil }
        guard lengthBytes > 0 else { return short }
        return head[2..<2 + lengthBytes].reduce(0) { $0 << 8 | UInt64($1) }
    }
}
