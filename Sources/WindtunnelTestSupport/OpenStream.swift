import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Synchronization

/// A response whose body is still coming. One reader at a time.
package final class OpenStream: Sendable {
    package let code: Int
    private let headers: [(name: String, value: String)]
    private let pieces: Pieces

    init(_ response: HTTPClientResponse) {
        code = Int(response.status.code)
        headers = response.headers.map { ($0.name, $0.value) }
        pieces = Pieces(response.body)
    }

    /// A header by its name in any case; nil when absent.
    package func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// The next line without its `\n`; nil when the stream has ended.
    package func line() async throws -> String? {
        try await pieces.line()
    }

    /// Reads so many lines; fewer when the stream ends before.
    package func lines(_ count: Int) async throws -> [String] {
        var lines: [String] = []
        while lines.count < count, let line = try await line() { lines.append(line) }
        return lines
    }

    private actor Pieces {
        private var iterator: HTTPClientResponse.Body.AsyncIterator
        private var pending: [UInt8] = []

        init(_ body: HTTPClientResponse.Body) {
            iterator = body.makeAsyncIterator()
        }

        func line() async throws -> String? {
            while true {
                if let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
                    defer { pending.removeSubrange(...end) }
                    return String(decoding: pending[..<end], as: UTF8.self)
                }
                var reading = iterator
                guard let piece = try await reading.next(isolation: #isolation) else { return nil }
                iterator = reading
                pending.append(contentsOf: piece.readableBytesView)
            }
        }
    }
}
