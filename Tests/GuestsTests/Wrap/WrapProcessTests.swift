import HTTPTypes
import Hummingbird
import ModelContextProtocol
import NIOCore
import OrderedJSON
import Synchronization
import Testing

@testable import Guests

@Suite("A program of this host behind wrap", .timeLimit(.minutes(5)))
struct WrapProcessTests {
    @Test("what is written comes to it in order, and its lines to the listener")
    func conversation() async throws {
        try await Wrapped.with("cat") { wrapped in
            let (_, lines) = try wrapped.outlet.attach()
            try await wrapped.program.write(Array("one\ntw".utf8))
            try await wrapped.program.write(Array("o\r\n\nthree\n".utf8))
            for line in ["one\n", "two\n", "\n", "three\n"] {
                let heard = await lines.next()
                #expect(heard == ByteBuffer(string: line))
            }
        }
    }

    @Test("a line that it does not end is sent when it has ended")
    func unfinished() async throws {
        try await Wrapped.with("read x; printf abc") { wrapped in
            let (_, lines) = try wrapped.outlet.attach()
            try await wrapped.program.write([UInt8(ascii: "\n")])
            let heard = await lines.next()
            #expect(heard == ByteBuffer(string: "abc\n"))
        }
    }

    @Test("what it says on standard error, and how it ended, goes to the machine's log")
    func log() async throws {
        try await Wrapped.with("echo one >&2; echo two >&2; exit 3") { wrapped in
            await wrapped.log.reach(4)
            #expect(
                wrapped.log.lines == [
                    "one", "two", "Program output stream closed", "Program exited with error: exit status 3",
                ])
        }
    }

    @Test("without a listener its lines are lost, and the log says so")
    func lost() async throws {
        try await Wrapped.with("echo lost; read x; echo heard") { wrapped in
            await wrapped.log.reach(1)
            #expect(wrapped.log.lines == ["No client waiting"])
            let (_, lines) = try wrapped.outlet.attach()
            try await wrapped.program.write([UInt8(ascii: "\n")])
            let heard = await lines.next()
            #expect(heard == ByteBuffer(string: "heard\n"))
        }
    }

    @Test("when it is gone wrap goes on: a post is answered 500, a listener hears nothing more")
    func gone() async throws {
        try await Wrapped.with("exit 0") { wrapped in
            await wrapped.log.reach(2)
            #expect(wrapped.log.lines.last == "Program exited normally")
            let answer = try await wrapped.post("{}")
            #expect(answer.status == .internalServerError)
            #expect(answer.text == "Error writing to program: write |1: broken pipe\n")
            _ = try wrapped.outlet.attach()
        }
    }

    @Test("one that cannot be started leaves wrap without a program")
    func missing() async throws {
        try await Wrapped.with(words: ["no-such-program"]) { wrapped in
            let answer = try await wrapped.post("{}")
            #expect(answer.status == .internalServerError)
            #expect(answer.text.contains(#"exec: "no-such-program": executable file not found in $PATH"#))
            #expect(wrapped.log.lines.first?.hasPrefix("Error starting program: exec: ") == true)
        }
    }

    @Test("a line that is too long ends the reading, and with it the conversation")
    func tooLong() async throws {
        let script = "head -c 10485761 /dev/zero | tr '\\0' x; echo; cat >/dev/null; echo end >&2"
        try await Wrapped.with(script) { wrapped in
            await wrapped.log.reach(2)
            #expect(wrapped.log.lines.first == "Error reading from program: bufio.Scanner: token too long")
            let answer = try await wrapped.post("{}")
            #expect(answer.text == "Error writing to program: write |1: file already closed\n")
        }
    }

    @Test("one that does not read holds up who writes to it, until it is killed")
    func backPressure() async throws {
        try await Wrapped.with("exec sleep 1000") { wrapped in
            async let post = wrapped.post(String(repeating: "x", count: 1 << 20))
            wrapped.guest.end()
            let status = try await post.status
            #expect(status == .internalServerError)
            await wrapped.log.reach(2)
            #expect(wrapped.log.lines.contains("Program exited with error: signal: 9"))
        }
    }

    @Test("it stands still with its machine, and goes on with it")
    func frozen() async throws {
        try await Wrapped.with("while read -r line; do echo \"$line\" >&2; done") { wrapped in
            try await wrapped.program.write(Array("one\n".utf8))
            await wrapped.log.reach(1)
            wrapped.guest.disconnect()
            wrapped.guest.resume()
            try await wrapped.program.write(Array("two\n".utf8))
            await wrapped.log.reach(2)
            #expect(wrapped.log.lines == ["one", "two"])
        }
    }

    // MARK: - Sessions beside it

    /// Answers `initialize` with its own process number, then says something by itself for every line it reads.
    private static let server = """
        read -r line
        printf '{"jsonrpc":"2.0","id":0,"result":{"protocolVersion":"2025-06-18","pid":%d}}\\n' $$
        while read -r line; do
            printf '{"jsonrpc":"2.0","method":"notifications/message","params":{}}\\n'
            printf '{"jsonrpc":"2.0","id":1,"result":{}}\\n'
        done
        """

    private static let initialize = """
        {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},\
        "clientInfo":{"name":"c","version":"1"}}}
        """

    @Test("every session has a program of its own, which may say something before it answers")
    func sessions() async throws {
        try await Wrapped.with(Self.server) { wrapped in
            let first = try await wrapped.post(Self.initialize, to: "/mcp")
            let second = try await wrapped.post(Self.initialize, to: "/mcp")
            let processes = [first, second].map { (try? JSON(parsing: $0.text))?["result"]?["pid"]?.intValue }
            #expect(processes.count == Set(processes).count)
            #expect(processes.allSatisfy { $0 != nil })
            let id = try #require(first.headers[.session])
            let ping = try await wrapped.stream(#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#, session: id)
            let one = await ping.next().map { String(decoding: $0, as: UTF8.self) }
            #expect(one?.hasPrefix("id: 1-1\nevent: message\ndata: {\"jsonrpc\":\"2.0\",\"method\":") == true)
            let two = await ping.next().map { String(decoding: $0, as: UTF8.self) }
            #expect(two == "id: 1-2\nevent: message\ndata: {\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}\n\n")
            #expect(await ping.next() == nil)
        }
    }

    @Test("a session's program that ends takes the session along")
    func sessionDeath() async throws {
        let script = "read -r line; echo '{\"jsonrpc\":\"2.0\",\"id\":0,\"result\":{}}'; read -r line; exit 1"
        try await Wrapped.with(script) { wrapped in
            let begun = try await wrapped.post(Self.initialize, to: "/mcp")
            let id = try #require(begun.headers[.session])
            let ping = try await wrapped.stream(#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#, session: id)
            let event = await ping.next().map { String(decoding: $0, as: UTF8.self) }
            #expect(event?.contains("The tool server has ended") == true)
            let late = try await wrapped.post(
                #"{"jsonrpc":"2.0","id":2,"method":"ping"}"#, to: "/mcp", session: id)
            #expect(late.status == .notFound)
        }
    }

    @Test("a session is refused when its program cannot be started")
    func noSession() async throws {
        try await Wrapped.with(words: ["no-such-program"]) { wrapped in
            let answer = try await wrapped.post(Self.initialize, to: "/mcp")
            #expect(answer.status == .internalServerError)
            #expect(answer.text.contains("The tool server cannot be started: exec: "))
        }
    }
}
