import HTTPTypes
import OrderedJSON
import Testing
import WindtunnelTestSupport

/// Sends GraphQL as one of the clients does, byte for byte (reference/graphql.md, sections 1.1 and 1.5).
struct GraphQLClient: Sendable {
    enum Kind: Sendable, CaseIterable {
        /// White space collapsed, `variables` always there, no name, a line break at the end.
        case plain
        /// The text as it is written, `variables` only where there are any, and always a name.
        case generated
    }

    let emulator: TestEmulator
    var kind = Kind.plain

    /// Sends an operation, up to four times while the answer is 502 or 503, whatever the operation does.
    func send(_ document: String, _ variables: JSON = .null) async throws -> Answer {
        var answer = try await attempt(document, variables)
        for _ in 0..<3 where [502, 503].contains(answer.code) { answer = try await attempt(document, variables) }
        return answer
    }

    /// Sends an operation that must succeed and gives back its `data`.
    func data(_ document: String, _ variables: JSON = .null) async throws -> JSON {
        let answer = try await send(document, variables)
        try #require(answer.code == 200, "\(answer.code) \(answer.text)")
        try #require(try answer.json["errors"] == nil, "\(answer.text)")
        return try #require(try answer.json["data"])
    }

    private func attempt(_ document: String, _ variables: JSON) async throws -> Answer {
        var headers: HTTPFields = [
            .authorization: "Bearer emulator-token", .userAgent: "flyctl/0.4.12", .acceptEncoding: "gzip",
        ]
        var text: String
        switch kind {
        case .plain:
            headers[.contentType] = "application/json; charset=utf-8"
            headers[.accept] = "application/json; charset=utf-8"
            let query = document.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            text = #"{"query":\#(JSON.string(query).text),"variables":\#(variables.text)}"# + "\n"
        case .generated:
            headers[.contentType] = "application/json"
            let name = document.firstMatch(of: /(?:query|mutation) (\w+)/).map { String($0.1) } ?? ""
            let given = variables.isNull ? "" : #""variables":\#(variables.text),"#
            text = #"{"query":\#(JSON.string(document).text),\#(given)"operationName":\#(JSON.string(name).text)}"#
        }
        return try await emulator.send(
            .post, "/graphql", bytes: Array(text.utf8), headers: headers, host: "api.fly.io")
    }

    /// A document of `fixtures/graphql`.
    static func document(_ name: String) throws -> String {
        try #require(APIDocument.file("fixtures/graphql/\(name).graphql"), "no document \(name)")
    }
}

extension TestEmulator {
    /// Asks by GraphQL as most tools do.
    func query(_ document: String, _ variables: JSON = [:]) async throws -> Answer {
        try await post("/graphql", ["query": .string(document), "variables": variables])
    }

    /// The texts and codes of what went wrong with a document.
    func complaints(_ document: String, _ variables: JSON = [:]) async throws -> [String] {
        let errors = try await query(document, variables).json["errors"]?.arrayValue ?? []
        return errors.map { error in
            "\(error["extensions"]?["code"]?.stringValue ?? "") \(error["message"]?.stringValue ?? "")"
        }
    }
}
