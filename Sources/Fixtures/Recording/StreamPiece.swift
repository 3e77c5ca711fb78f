/// What one read of a streamed body brought.
package struct StreamPiece: Sendable, Hashable {
    /// Since the request began.
    package var offset: Duration
    package var bytes: [UInt8]

    package init(offset: Duration, bytes: [UInt8]) {
        self.offset = offset
        self.bytes = bytes
    }
}
