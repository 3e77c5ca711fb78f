import ModelContextProtocol
import OrderedJSON
import Testing

@Suite("A JSON-RPC message on a line")
struct JSONRPCMessageTests {
    @Test(
        "an id is a string or a whole number, zero included",
        arguments: [
            ("0", true), ("-3", true), ("\"a\"", true), ("\"\"", true), ("1.0", true), ("9007199254740991", true),
            ("1.5", false), ("null", false), ("true", false), ("[]", false), ("9007199254740993", false),
            ("1e400", false),
        ])
    func ids(text: String, isID: Bool) throws {
        let id = JSONRPCID(try JSON(parsing: text))
        #expect((id != nil) == isID)
        if let id { #expect(id.json.text == text) }
    }

    @Test("a request has an id and a method, a notification only a method")
    func requestAndNotification() {
        #expect(
            JSONRPCMessage(line: #"{"jsonrpc":"2.0","id":0,"method":"ping"}"#.utf8)
                == .request(id: .number(JSONNumber(text: "0")), method: "ping", params: nil))
        #expect(
            JSONRPCMessage(line: #" {"method":"n","jsonrpc":"2.0","params":{"a":1}} "#.utf8)
                == .notification(method: "n", params: ["a": 1]))
    }

    @Test("a response has a result or an error")
    func response() {
        #expect(
            JSONRPCMessage(line: #"{"jsonrpc":"2.0","id":"x","result":{}}"#.utf8)
                == .response(id: .string("x"), content: .result([:])))
        #expect(
            JSONRPCMessage(line: #"{"jsonrpc":"2.0","error":{"code":-1,"message":"m"}}"#.utf8)
                == .response(id: nil, content: .error(["code": -1, "message": "m"])))
    }

    @Test(
        "everything else is told apart by what is wrong with it",
        arguments: [
            ("", JSONRPCMessage.Flaw.blank), ("  \t", .blank), ("{", .notJSON(.truncated)), ("[]", .batch),
            (#"[{"jsonrpc":"2.0","id":1,"method":"ping"}]"#, .batch), ("{}", .notJSONRPC), ("7", .notJSONRPC),
            (#"{"jsonrpc":"1.0","id":1,"method":"ping"}"#, .notJSONRPC),
            (#"{"id":1,"method":"ping"}"#, .notJSONRPC),
            (#"{"jsonrpc":"2.0","id":null,"method":"ping"}"#, .notJSONRPC),
            (#"{"jsonrpc":"2.0","id":1,"method":5}"#, .notJSONRPC),
            (#"{"jsonrpc":"2.0","id":1,"method":"ping","params":[]}"#, .notJSONRPC),
            (#"{"jsonrpc":"2.0","id":1,"method":"ping","params":null}"#, .notJSONRPC),
            (#"{"jsonrpc":"2.0","id":1,"method":"ping","params":{"_meta":3}}"#, .notJSONRPC),
            (#"{"jsonrpc":"2.0","id":1,"method":"ping","extra":1}"#, .notJSONRPC),
            (#"{"jsonrpc":"2.0","id":1}"#, .notJSONRPC),
            (#"{"jsonrpc":"2.0","id":1,"result":{},"error":{"code":1,"message":""}}"#, .notJSONRPC),
        ])
    func flaws(line: String, flaw: JSONRPCMessage.Flaw) {
        #expect(JSONRPCMessage(line: line.utf8) == .unusable(flaw))
    }

    @Test("replies keep the key order of the SDK they stand in for")
    func keyOrder() {
        let result = JSONRPCReply(to: .string("a"), result: ["x": 1])
        #expect(result.json().text == #"{"result":{"x":1},"jsonrpc":"2.0","id":"a"}"#)
        #expect(result.json(order: .python).text == #"{"jsonrpc":"2.0","id":"a","result":{"x":1}}"#)
        let error = JSONRPCReply(to: nil, error: JSONRPCError(.parseError, "no", data: ["why": "so"]))
        let text = #"{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"no","data":{"why":"so"}}}"#
        #expect(error.json().text == text)
        #expect(error.json(order: .python).text == text)
    }
}
