import GraphQL
import OrderedJSON
import Testing

@Suite("Requests in JSON")
struct OperationRequestTests {
    @Test(
        "variables and operation name may be null or missing, and other keys are ignored",
        arguments: [
            #"{"query":"{ a }"}"#, #"{"query":"{ a }","variables":null,"operationName":null}"#,
            #"{"extensions":{},"variables":{},"query":"{ a }"}"#,
        ])
    func optional(_ text: String) throws {
        let request = try OperationRequest(json: JSON(parsing: text))
        #expect(request.query == "{ a }")
        #expect(request.operationName == nil)
        #expect(request.variables.isEmpty)
    }

    @Test("everything is read")
    func whole() throws {
        let request = try OperationRequest(json: ["query": "q", "operationName": "N", "variables": ["b": 1, "a": 2]])
        #expect(request.operationName == "N")
        #expect(request.variables.keys == ["b", "a"])
    }

    @Test(
        "what is no request is refused",
        arguments: [
            (nil, "No query string was present"), ([], "No query string was present"),
            (["query": 5], "No query string was present"),
            (["query": "q", "operationName": 5], "operationName must be a string"),
            (["query": "q", "variables": "{}"], "variables must be an object"),
        ] as [(JSON, String)])
    func refused(_ json: JSON, _ message: String) {
        #expect(throws: RequestFailure([ResponseError(message, code: "INVALID_ARGUMENTS")])) {
            try OperationRequest(json: json)
        }
    }
}
