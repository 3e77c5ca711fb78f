package import OrderedJSON

/// Documents that are nearly right: a few good ones, changed in a few places. The same seed gives the same documents.
package struct MutatedDocuments: Sequence, IteratorProtocol {
    private var random: SeededGenerator
    private var round = 0

    package init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
    }

    /// Values for the variables of the seeds.
    package static let variables: JSONObject = ["t": false, "n": "x", "input": ["appId": "a", "type": "v4"]]

    package mutating func next() -> String? {
        defer { round += 1 }
        return Self.mutate(Self.seeds[round % Self.seeds.count], &random)
    }

    private static let seeds = [
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

    private static let pieces = [
        "{", "}", "(", ")", "[", "]", "...", "!", "$", "@", ":", "=", "|", "&", "\"", "\"\"\"", "#", "\n", ",",
        "-1.5e9", "null",
        "on", "fragment", "query", "mutation", "$n", "@skip(if: true)", "...F", "...G", "{ id }", "app", "__typename",
        "\\u{1F388}",
        "\u{0}", "é🎈", "\u{FEFF}", "9999999999999999999", "__schema { types { name } }",
    ]

    /// One to four times: takes a stretch out, repeats it elsewhere or many times, puts a piece of language in, or a
    /// character in a stretch's place.
    package static func mutate(_ text: String, _ random: inout SeededGenerator) -> String {
        var scalars = Array(text.unicodeScalars)
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let place = Int.random(in: 0...scalars.count, using: &random)
            let stretch = place..<Swift.min(place + Int.random(in: 0...12, using: &random), scalars.count)
            switch Int.random(in: 0..<17, using: &random) {
            case 0..<4: scalars.removeSubrange(stretch)
            case 4..<8:
                let target = Int.random(in: 0...scalars.count, using: &random)
                scalars.insert(contentsOf: scalars[stretch], at: target)
            case 8..<12:
                let piece = pieces[Int.random(in: 0..<pieces.count, using: &random)]
                scalars.insert(contentsOf: Array(piece.unicodeScalars), at: place)
            case 12..<16:
                scalars.replaceSubrange(stretch, with: [Unicode.Scalar(UInt8.random(in: 32...126, using: &random))])
            default:
                let copies = Array(repeating: scalars[stretch], count: Int.random(in: 2...2_000, using: &random))
                scalars.insert(contentsOf: copies.joined(), at: place)
            }
        }
        var result = ""
        result.unicodeScalars.append(contentsOf: scalars)
        return result
    }
}
