import Testing

@testable import Guests

/// Where WebSocket frames end.
@Suite struct FrameBoundaries {
    private static let frames: [(name: String, bytes: [UInt8])] = [
        ("empty", [0x8A, 0]),
        ("short", [0x81, 3] + Array(repeating: 7, count: 3)),
        ("masked", [0x81, 0x82, 1, 2, 3, 4, 9, 9]),
        ("of 126 bytes", [0x82, 126, 0, 126] + Array(repeating: 0x81, count: 126)),
        ("of 65,536 bytes", [0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0] + Array(repeating: 0, count: 65_536)),
    ]

    @Test(arguments: frames.map(\.bytes)) func `a frame ends with its last byte and not before`(frame: [UInt8]) {
        var boundary = FrameBoundary()
        for _ in 1...2 {
            #expect(boundary.isBetweenFrames)
            for byte in frame.dropLast() {
                boundary.pass([byte])
                #expect(!boundary.isBetweenFrames)
            }
            boundary.pass([frame[frame.count - 1]])
        }
        #expect(boundary.isBetweenFrames)
    }

    @Test func `frames may come in any pieces`() {
        let all = Self.frames.flatMap(\.bytes)
        for size in [1, 2, 7, 100, all.count] {
            var boundary = FrameBoundary()
            var rest = all[...]
            while !rest.isEmpty {
                boundary.pass(rest.prefix(size))
                rest = rest.dropFirst(size)
            }
            #expect(boundary.isBetweenFrames)
        }
    }
}
