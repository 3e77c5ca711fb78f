import HTTPTypes
import Hummingbird
import NIOCore
import OrderedJSON
import Synchronization

/// What an answer tells the proxy instead of the client: to send the request elsewhere, and what to remember of it.
struct ReplayOrder: Sendable {
    let replay: Replay
    let cache: ReplayCacheOrder?

    private static let type = "application/vnd.fly.replay+json"
    /// A longer document is none.
    private static let longestDocument = 1 << 20

    /// Reads an answer, whose body is used up where the order stands in it.
    /// - Returns: nil for an answer that is the client's.
    /// - Throws: ``EdgeFailure`` PA03 for an order nobody understands.
    static func read(_ response: Response) async throws -> ReplayOrder? {
        do {
            if let header = response.headers[.replay] {
                return ReplayOrder(
                    replay: try Replay(header: header), cache: ReplayCacheOrder(response.headers)
                )
            }
            guard let type = response.headers[.contentType], type.utf8.count >= Self.type.utf8.count,
                type.lowercased().hasPrefix(Self.type)
            else { return nil }
            let collected = CollectingWriter(upTo: longestDocument)
            try await response.body.write(collected)
            let document = try JSON(parsing: collected.bytes)
            return ReplayOrder(
                replay: try Replay(document: document),
                cache: ReplayCacheOrder(document["cache"]) ?? ReplayCacheOrder(response.headers)
            )
        } catch let mistake as Replay.Mistake {
            throw EdgeFailure.replay("PA03", "could not parse fly-replay: \(mistake.text)")
        } catch let error as JSONSyntaxError {
            throw EdgeFailure.replay("PA03", "could not parse fly-replay: \(error)")
        } catch is CollectingWriter.TooLong {
            throw EdgeFailure.replay("PA03", "could not parse fly-replay: it is longer than \(longestDocument) bytes")
        }
    }
}

extension EdgeFailure {
    /// A replay that cannot be followed. All of them end as 502 (chosen; that it is a 5xx is known).
    static func replay(_ code: String, _ text: String) -> EdgeFailure {
        EdgeFailure(status: .badGateway, code: code, text: text)
    }
}

/// Keeps what a body writes.
private struct CollectingWriter: ResponseBodyWriter {
    struct TooLong: Error {}

    private final class Storage: Sendable {
        let buffer = Mutex(ByteBuffer())
    }

    private let storage = Storage()
    private let limit: Int

    init(upTo limit: Int) {
        self.limit = limit
    }

    var bytes: [UInt8] { storage.buffer.withLock { Array($0.readableBytesView) } }

    func write(_ buffer: ByteBuffer) async throws {
        try storage.buffer.withLock { collected in
            guard collected.readableBytes + buffer.readableBytes <= limit else { throw TooLong() }
            collected.writeImmutableBuffer(buffer)
        }
    }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
