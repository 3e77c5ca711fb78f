import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import OrderedJSON

/// A tool server on standard input and output that in truth is behind `fly mcp wrap`: what a desktop client starts, as
/// `fly mcp proxy` without `--sse` and `--stream` (read in its source).
///
/// It knows nothing of the messages it carries: a line of input becomes a POST, and whatever the one open GET brings is
/// output, byte for byte. Different from the original in two things: after ten refused connections and the pauses that
/// follow them it tries once more instead of giving up, and the text in the line about a failed POST is escaped.
package struct MCPBridge: Sendable {
    /// What the bridge reads, writes and waits by.
    package struct Surroundings: Sendable {
        /// The next piece of input, nil at its end and when the task is cancelled. Pieces are to be shorter than half
        /// of ``lineLimit``: a line that is too long then cannot take whole ones before it along.
        package let input: @Sendable () async -> [UInt8]?
        package let output: @Sendable ([UInt8]) -> Void
        /// Takes a sentence for people.
        package let remark: @Sendable (String) -> Void
        /// Lets so much time pass; throws when the task is cancelled.
        package let pause: @Sendable (Duration) async throws -> Void

        package init(
            input: @escaping @Sendable () async -> [UInt8]?, output: @escaping @Sendable ([UInt8]) -> Void,
            remark: @escaping @Sendable (String) -> Void, pause: @escaping @Sendable (Duration) async throws -> Void
        ) {
            self.input = input
            self.output = output
            self.remark = remark
            self.pause = pause
        }
    }

    /// Why the bridge cannot stand, in one line.
    package struct Failure: Error, Sendable, CustomStringConvertible {
        package let description: String
    }

    /// How long a line of input may be, in bytes.
    package static let lineLimit = 64 << 10

    private static let userAgent = "mcp-bridge-client"
    private static let longestPause = Duration.seconds(60)
    private static let betweenAttempts = Duration.seconds(10)

    private let endpoint: MCPEndpoint
    private let transport: HTTPTransport
    private let surroundings: Surroundings

    package init(_ endpoint: MCPEndpoint, transport: HTTPTransport, _ surroundings: Surroundings) {
        self.endpoint = endpoint
        self.transport = transport
        self.surroundings = surroundings
    }

    /// Carries messages until the input ends; replies that are still under way are lost, as with the original.
    /// - Throws: ``UnreachableError`` and ``Failure`` when the endpoint does not take the empty POST that asks whether
    ///   it is there; ``Failure`` for a line that is too long.
    package func run() async throws {
        try await awaitEndpoint()
        let listener = MCPListenerState()
        try await withThrowingTaskGroup(of: Void.self) { group in
            defer { group.cancelAll() }
            group.addTask { try await listen(listener) }
            group.addTask { try await forward(listener) }
            try await group.next()
        }
    }

    /// Posts nothing until that is taken: pauses from 100 ms, doubled each time, while connections are refused.
    private func awaitEndpoint() async throws {
        var delay = Duration.milliseconds(100)
        while true {
            do {
                return try await post("")
            } catch let error as UnreachableError where error.reason == .refused && delay < Self.longestPause {
                try await surroundings.pause(delay)
                delay *= 2
            }
        }
    }

    /// Keeps the GET open: an attempt begins ten seconds after the one before it at the earliest.
    private func listen(_ listener: MCPListenerState) async throws {
        while true {
            async let interval: Void = surroundings.pause(Self.betweenAttempts)
            do {
                try await copyReplies(listener)
            } catch is CancellationError {
                return
            } catch {
                surroundings.remark("cannot listen to \(endpoint.url): \(error)")
            }
            listener.isUp = false
            try await interval
            try Task.checkCancellation()
        }
    }

    private func copyReplies(_ listener: MCPListenerState) async throws {
        // That no machine is named here is how the original has it.
        let request = endpoint.request(.GET, userAgent: Self.userAgent, accept: "application/json")
        let response = try await transport.execute(request)
        guard response.status == .ok else {
            throw Failure(
                description: Self.complaint(response.status.code, try await response.body.collect(upTo: 1 << 20)))
        }
        listener.isUp = true
        for try await piece in response.body { surroundings.output(Array(buffer: piece)) }
    }

    private func forward(_ listener: MCPListenerState) async throws {
        var splitter = LineSplitter(limit: Self.lineLimit)
        while let piece = await surroundings.input() {
            try await forward(splitter.lines(of: piece), listener)
        }
        // The last line may have no end.
        try await forward(splitter.lines(of: [UInt8(ascii: "\n")]), listener)
    }

    private func forward(_ lines: [String], _ listener: MCPListenerState) async throws {
        for line in lines where !line.trimmed.isEmpty {
            await listener.untilUp()
            do {
                try await post(line + "\n")
            } catch let error as CancellationError {
                throw error
            } catch {
                surroundings.remark("cannot send to \(endpoint.url): \(error)")
                let report: JSON = ["type": "error", "content": .string("Failed to send to server: \(error)")]
                surroundings.output(report.utf8 + [UInt8(ascii: "\n")])
            }
        }
    }

    private func post(_ text: String) async throws {
        try Task.checkCancellation()
        var request = endpoint.request(
            .POST, userAgent: Self.userAgent, accept: "application/json, text/event-stream")
        request.headers.add(name: "Content-Type", value: "application/json")
        request.force(machine: endpoint.machine)
        request.body = .bytes(ByteBuffer(string: text))
        let response = try await transport.execute(request)
        let body = try await response.body.collect(upTo: 1 << 20)
        guard response.status == .accepted else {
            throw Failure(description: Self.complaint(response.status.code, body))
        }
    }

    private static func complaint(_ status: UInt, _ body: ByteBuffer) -> String {
        "server returned error: \(String(buffer: body).trimmed) (status \(status))"
    }
}

extension LineSplitter {
    fileprivate mutating func lines(of piece: [UInt8]) throws(MCPBridge.Failure) -> [String] {
        do {
            return try feed(piece)
        } catch {
            throw MCPBridge.Failure(
                description:
                    "a line of input is longer than \(MCPBridge.lineLimit >> 10) KiB, the most that fly mcp proxy takes"
            )
        }
    }
}
