import GraphQL
import OrderedJSON
import Testing

@Suite("Mutated documents")
struct MutationFuzzTests {
    /// SplitMix64: the same documents in every run.
    struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var value = state
            value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
            value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
            return value ^ (value >> 31)
        }
    }

    static let seeds = [
        """
        query Q($n: String = "x", $t: Boolean!) {
          app(name: $n) { id ...F @skip(if: $t) ipAddresses(first: 5) { id } }
        }
        fragment F on App { name tags parent { ...G } } fragment G on Node { id }
        """,
        """
        mutation($input: AllocateIPAddressInput!) {
          a: allocateIpAddress(input: $input) { app { sharedIpAddress } ipAddress { id } } b: next { count }
        }
        """,
        #"""
        {
          app { echo(input: {a: 1, b: "\u00e5\n", c: [{a: 2}]}, list: [1, 2], any: {x: [null, 1.5e3, FOO]}) }
          actors { __typename ... on User { email } ... on Build { number } }
        }
        """#,
        #"""
        { __schema { types { name fields(includeDeprecated: true) { name type { kind ofType { name } } } } } # c
          __type(name: """App
          x""") { kind } }
        """#,
    ]

    static let pieces = [
        "{", "}", "(", ")", "[", "]", "...", "!", "$", "@", ":", "=", "|", "&", "\"", "\"\"\"", "#", "\n", ",",
        "-1.5e9", "null",
        "on", "fragment", "query", "mutation", "$n", "@skip(if: true)", "...F", "...G", "{ id }", "app", "__typename",
        "\\u{1F388}",
        "\u{0}", "é🎈", "\u{FEFF}", "9999999999999999999", "__schema { types { name } }",
    ]

    private func mutate(_ text: String, _ random: inout Generator) -> String {
        var scalars = Array(text.unicodeScalars)
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let place = Int.random(in: 0...scalars.count, using: &random)
            let length = min(Int.random(in: 0...12, using: &random), scalars.count - place)
            switch Int.random(in: 0..<4, using: &random) {
            case 0: scalars.removeSubrange(place..<place + length)
            case 1:
                scalars.insert(
                    contentsOf: scalars[place..<place + length], at: Int.random(in: 0...scalars.count, using: &random))
            case 2:
                let piece = Self.pieces[Int.random(in: 0..<Self.pieces.count, using: &random)]
                scalars.insert(contentsOf: Array(piece.unicodeScalars), at: place)
            default:
                scalars.replaceSubrange(
                    place..<place + length, with: [Unicode.Scalar(UInt8.random(in: 32...126, using: &random))])
            }
        }
        var result = ""
        result.unicodeScalars.append(contentsOf: scalars)
        return result
    }

    @Test("are all answered: with data, or with errors and no data", arguments: [1, 2, 3, 4] as [UInt64])
    func answered(_ seed: UInt64) async throws {
        var random = Generator(state: seed)
        let executable = try SmallSchema.executable()
        let variables: JSONObject = ["t": false, "n": "x", "input": ["appId": "a", "type": "v4"]]
        var executed = 0
        for round in 0..<1_000 {
            let text = mutate(Self.seeds[round % Self.seeds.count], &random)
            let response = await executable.execute(
                OperationRequest(query: text, variables: variables), context: World())
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

    @Test("schema text, mutated, makes a schema or an error")
    func schemas() {
        var random = Generator(state: 9)
        var built = 0
        for _ in 0..<500 {
            let text = mutate(SmallSchema.sdl, &random)
            if (try? Schema(sdl: text)) != nil { built += 1 }
        }
        #expect(built > 5)
        #expect(built < 500)
    }
}
