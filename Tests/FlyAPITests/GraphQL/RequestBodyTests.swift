import HTTPTypes
import OrderedJSON
import Testing

/// The HTTP side of `/graphql` (reference/graphql.md, section 1).
@Suite struct RequestBodies {
    private let emulator = Emulator()

    @Test(arguments: [
        "", "   ", "query { viewer { email } }", "{\"query\": ", "[]", #"[{"query": "{ viewer { email } }"}]"#, "null",
        "3", #"{"query": 3}"#, #"{"query": "{ __typename }", "variables": []}"#,
        #"{"query": "{ __typename }", "variables": "nonsense"}"#, #"{"query": "{ __typename }", "operationName": 1}"#,
    ])
    func `what is no request is 400`(body: String) async throws {
        let answer = try await emulator.send(.post, "/graphql", body)
        #expect(answer.status == .badRequest)
        #expect(answer.headers[.contentType] == "application/json")
        #expect(try answer.errors.count == 1)
        #expect(try answer.errors[0]["message"]?.stringValue != nil)
    }

    @Test(arguments: [
        #"{"query": "{ __typename }"}"#,
        #"{"query": "{ __typename }", "variables": null, "operationName": null}"# + "\n",
        #"{"query": "{ __typename }", "variables": {"undeclared": 1}, "operationName": ""}"#,
        #"{"query": "query A { __typename }", "variables": {}, "operationName": "A", "extensions": {}}"#,
        #"{"query": "query A { __typename } query B { id: __typename }", "operationName": "A"}"#,
        ##"{"query": "# a comment\n{ __typename, }", "variables": ""}"##,
        #"{"query": "query($no: Boolean!) { __typename a: __typename @include(if: $no) }", "variables": "{\"no\": false}"}"#,
    ])
    func `the forms that clients send are taken`(body: String) async throws {
        let answer = try await emulator.send(.post, "/graphql", body)
        #expect(answer.status == .ok)
        #expect(answer.text == #"{"data":{"__typename":"Queries"}}"#)
    }

    @Test(arguments: [
        (#"{"query": "{ app("}"#, "Unexpected end of document"),
        (#"{"variables": {}}"#, "No query string was present"),
        (#"{"query": "query A { __typename } query B { __typename }"}"#, "An operation name is required"),
        (#"{"query": "query A { __typename }", "operationName": "B"}"#, "No operation named \"B\""),
    ])
    func `a document with a mistake is 200 with an error and no data`(body: String, message: String) async throws {
        let answer = try await emulator.send(.post, "/graphql", body)
        #expect(answer.status == .ok)
        #expect(try answer.json["data"] == nil)
        #expect(try answer.errors[0]["message"]?.stringValue?.hasPrefix(message) == true, "\(answer.text)")
    }

    @Test(arguments: [HTTPRequest.Method.get, .put, .delete])
    func `no other method is there`(method: HTTPRequest.Method) async throws {
        #expect(try await emulator.send(method, "/graphql").status == .notFound)
    }

    @Test func `the roots have the service's names`() async throws {
        let answer = try await emulator.query("{ __schema { queryType { name } mutationType { name } } }")
        #expect(
            try answer.data["__schema"] == ["queryType": ["name": "Queries"], "mutationType": ["name": "Mutations"]])
    }

    @Test func `the token chooses the world`() async throws {
        try await emulator.makeApp("demo")
        let body = #"{"query": "{ apps { totalCount } }"}"#
        for (token, count): (String, JSON) in [("Bearer FlyV1 fm2_abc", 1), ("Bearer wt_second", 0)] {
            let answer = try await emulator.send(
                .post, "/graphql", body, headers: [.contentType: "application/json", .authorization: token])
            #expect(try answer.data["apps"]?["totalCount"] == count)
        }
    }
}
