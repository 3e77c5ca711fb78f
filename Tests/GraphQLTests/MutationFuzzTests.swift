import GraphQL
import GraphQLSamples
import OrderedJSON
import Testing

/// A few thousand of what `.ci/fuzz` does a hundred thousand of.
@Suite("Mutated documents")
struct MutationFuzzTests {
    @Test("are all answered: with data, or with errors and no data", arguments: [1, 2, 3, 4] as [UInt64])
    func answered(_ seed: UInt64) async throws {
        let executable = try SmallSchema.executable()
        var executed = 0
        for text in MutatedDocuments(seed: seed).prefix(1_000) {
            let response = await executable.execute(
                OperationRequest(query: text, variables: MutatedDocuments.variables), context: World())
            if response["data"] == nil {
                #expect(response["errors"]?.arrayValue?.isEmpty == false, "\(text)")
            } else {
                executed += 1
            }
            let isDocument = (try? TypeSystemDocument(parsing: text)) != nil
            #expect(!isDocument, "an operation is no schema text: \(text)")
        }
        #expect(executed > 5, "the documents should not all be broken")
    }

    @Test("the same seed makes the same documents")
    func seeded() {
        #expect(Array(MutatedDocuments(seed: 7).prefix(20)) == Array(MutatedDocuments(seed: 7).prefix(20)))
        #expect(Array(MutatedDocuments(seed: 7).prefix(20)) != Array(MutatedDocuments(seed: 8).prefix(20)))
    }

    @Test("schema text, mutated, makes a schema or an error")
    func schemas() {
        var random = SeededGenerator(seed: 9)
        var built = 0
        for _ in 0..<500 {
            let text = MutatedDocuments.mutate(SmallSchema.sdl, &random)
            if (try? Schema(sdl: text)) != nil { built += 1 }
        }
        #expect(built > 5)
        #expect(built < 500)
    }
}
