import ModelContextProtocol
import Testing

@Suite("The transports at one address")
struct WrapDispatchTests {
    struct Sent: Sendable, CustomTestStringConvertible {
        let method: String
        let target: String
        var headers: [String: String] = [:]
        let way: WrapDispatch.Way

        var testDescription: String { "\(method) \(target) \(headers)" }
        var request: TransportRequest { TransportRequest(method: method, target: target, headers: headers) }
    }

    private static let both = "application/json, text/event-stream"

    @Test(
        "a request is led by its path and its headers",
        arguments: [
            Sent(method: "GET", target: "/", way: .wrap),
            Sent(method: "POST", target: "/", headers: ["accept": both], way: .wrap),
            Sent(method: "POST", target: "/any/mcp", way: .wrap),
            Sent(method: "POST", target: "/mcp/", way: .wrap),
            Sent(method: "POST", target: "/mcp", way: .streamable),
            Sent(method: "GET", target: "/mcp?x=y", way: .streamable),
            Sent(method: "PUT", target: "/mcp", way: .streamable),
            Sent(method: "POST", target: "/", headers: ["mcp-session-id": "a"], way: .streamable),
            Sent(method: "POST", target: "/", headers: ["mcp-method": "ping"], way: .streamable),
            Sent(method: "GET", target: "/x", headers: ["mcp-protocol-version": "2025-06-18"], way: .streamable),
            Sent(method: "GET", target: "/sse", way: .events),
            Sent(method: "POST", target: "/sse", headers: ["accept": both], way: .events),
            Sent(method: "POST", target: "/messages/?session_id=a", way: .messages),
            Sent(method: "GET", target: "/messages/", way: .wrap),
            Sent(method: "POST", target: "/messages", way: .wrap),
            Sent(method: "POST", target: "/mcp", headers: ["user-agent": "mcp-bridge-client"], way: .wrap),
            Sent(method: "GET", target: "/sse", headers: ["user-agent": "mcp-bridge-client"], way: .wrap),
        ])
    func standard(sent: Sent) {
        #expect(WrapDispatch(.standard).way(of: sent.request) == sent.way)
    }

    @Test(
        "a machine can be told to be like the real one",
        arguments: [
            Sent(method: "POST", target: "/mcp", way: .wrap), Sent(method: "GET", target: "/sse", way: .wrap),
            Sent(method: "POST", target: "/", headers: ["mcp-session-id": "a"], way: .wrap),
        ])
    func wrapOnly(sent: Sent) {
        #expect(WrapDispatch(.wrapOnly).way(of: sent.request) == sent.way)
    }

    @Test(
        "a machine can be told to look at what is posted",
        arguments: [
            Sent(method: "POST", target: "/", headers: ["accept": both], way: .undecided),
            Sent(method: "POST", target: "/", headers: ["accept": "*/*"], way: .wrap),
            Sent(method: "GET", target: "/", headers: ["accept": both], way: .wrap),
            Sent(
                method: "POST", target: "/", headers: ["accept": both, "user-agent": "mcp-bridge-client"], way: .wrap),
            Sent(method: "POST", target: "/mcp", headers: ["accept": both], way: .streamable),
        ])
    func automatic(sent: Sent) {
        #expect(WrapDispatch(.automatic).way(of: sent.request) == sent.way)
    }

    @Test(
        "one request is a request, lines are lines",
        arguments: [
            (#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#, true),
            ("\n{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}\n", true),
            (
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}\n{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"ping\"}",
                false
            ),
            (#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#, false),
            (#"[{"jsonrpc":"2.0","id":1,"method":"ping"}]"#, false), ("", false), ("garbage", false),
        ])
    func requests(body: String, isRequest: Bool) {
        #expect(WrapDispatch.isRequest(Array(body.utf8)) == isRequest)
    }
}
