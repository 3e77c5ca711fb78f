import GraphQL
import OrderedJSON
import Testing

@testable import FlyAPI

/// The cache of documents.
@Suite struct PreparedDocumentCache {
    private let api: FlyGraphQL
    private let cache = PreparedDocuments(generationSize: 3)

    init() throws {
        api = try FlyGraphQL()
    }

    /// Asks for a document; true when it had to be prepared.
    private func isNew(_ text: String) throws -> Bool {
        var prepared = false
        _ = try cache.document(text) { text throws(RequestFailure) in
            prepared = true
            return try api.executable.prepare(text)
        }
        return prepared
    }

    @Test func `a document is prepared once`() throws {
        #expect(try isNew("{ __typename }"))
        #expect(try !isNew("{ __typename }"))
        #expect(try isNew("{ a: __typename }"))
    }

    @Test func `the cache stays small and keeps what is asked for`() throws {
        for number in 0..<50 {
            #expect(try isNew("{ a\(number): __typename }"))
            #expect(try isNew("{ __typename }") == (number == 0))
            #expect(cache.count <= 6)
        }
        #expect(try isNew("{ a0: __typename }"))
    }

    @Test func `what does not validate or is very long is not kept`() throws {
        for _ in 0..<2 {
            #expect(throws: RequestFailure.self) { try isNew("{ nothing }") }
            #expect(try isNew("{ __typename } #" + String(repeating: " ", count: 40_000)))
        }
        #expect(cache.count == 0)
    }
}
