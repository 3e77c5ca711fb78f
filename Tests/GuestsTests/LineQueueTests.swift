import NIOCore
import Testing

@testable import Guests

@Suite("Lines on their way to a listener", .timeLimit(.minutes(5)))
struct LineQueueTests {
    private let queue = LineQueue(capacity: 10)

    private func next() async -> String? {
        guard let line = await queue.next() else { return nil }
        return String(buffer: line)
    }

    private func rest() async -> [String] {
        var lines: [String] = []
        while let line = await next() { lines.append(line) }
        return lines
    }

    @Test("come in order, and the last of them after the end")
    func order() async {
        await queue.append(ByteBuffer(string: "a"))
        await queue.append(ByteBuffer(string: "b"))
        queue.finish()
        await queue.append(ByteBuffer(string: "late"))
        #expect(await rest() == ["a", "b"])
    }

    @Test("wait for a reader when there are too many, and for nobody once it has left")
    func backPressure() async {
        await queue.append(ByteBuffer(string: "0123456789"))
        async let second: Void = queue.append(ByteBuffer(string: "b"))
        #expect(await next() == "0123456789")
        await second
        await queue.append(ByteBuffer(string: "0123456789"))
        async let last: Void = queue.append(ByteBuffer(string: "c"))
        queue.finish()
        await last
        #expect(await rest().first == "b")
    }

    @Test("are handed to a reader that was there before them")
    func waiting() async {
        async let line = next()
        await queue.append(ByteBuffer(string: "a"))
        #expect(await line == "a")
    }
}
