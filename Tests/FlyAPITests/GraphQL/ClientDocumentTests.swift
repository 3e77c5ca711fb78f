import FoundationEssentials
import GraphQL
import HTTPTypes
import OrderedJSON
import Testing

@testable import FlyAPI

/// What the official clients and others send, each document in a prepared world, and the whole answer to it. The documents
/// are those of reference/graphql.md, sections 2.4 and 3; `fixtures/graphql` has, by name, `.graphql`, `.variables.json`
/// where there are variables, and `.golden.json`. What the prepared world has stands there as `{machine}`, `{volume}`.
///
/// With `WINDTUNNEL_RECORD=1` in the environment the golden answers are written anew instead; the change is for a reader
/// to judge.
@Suite struct ClientDocuments {
    private static let folder =
        String(
            #filePath.prefix(#filePath.count - "Tests/FlyAPITests/GraphQL/ClientDocumentTests.swift".count)
        ) + "fixtures/graphql"

    static let names: [String] = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
        .filter { $0.hasSuffix(".graphql") }.map { String($0.dropLast(".graphql".count)) }.sorted()

    @Test func `there are documents`() {
        #expect(Self.names.count > 90)
    }

    @Test(arguments: names)
    func `a client's document is answered as ever`(name: String) async throws {
        let world = try await PreparedWorld()
        let document = try #require(Self.text("\(name).graphql"))
        let variables = try Self.text("\(name).variables.json").map { try JSON(parsing: world.filled($0)) } ?? .null
        let answer = try await world.emulator.query(document, variables)
        #expect(answer.status == .ok)
        #expect(!answer.text.contains("NOT_IMPLEMENTED"), "\(answer.text)")
        let actual = world.blanked(answer.text)
        if ProcessInfo.processInfo.environment["WINDTUNNEL_RECORD"] == "1" {
            try Data((actual + "\n").utf8).write(to: URL(filePath: "\(Self.folder)/\(name).golden.json"))
        }
        let golden = try #require(Self.text("\(name).golden.json"), "no golden answer; it would be \(actual)")
        #expect(try JSON(parsing: actual) == JSON(parsing: golden), "\(actual)")
    }

    @Test(arguments: names)
    func `a client's document is valid`(name: String) throws {
        let document = try #require(Self.text("\(name).graphql"))
        _ = try FlyGraphQL().executable.prepare(document)
    }

    private static func text(_ file: String) -> String? {
        FileManager.default.contents(atPath: "\(folder)/\(file)").map { String(decoding: $0, as: UTF8.self) }
    }
}
