import FlyClient
import Testing

@Suite("Tokens")
struct FlyTokenTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let text: String
        let rest: String
        let graphQL: String

        var testDescription: String { text }
    }

    @Test(
        "travel under the scheme their kind asks for",
        arguments: [
            Case(text: "wt_default", rest: "Bearer wt_default", graphQL: "Bearer wt_default"),
            Case(text: "Bearer abc", rest: "Bearer abc", graphQL: "Bearer abc"),
            Case(text: "FlyV1 fm2_aa", rest: "FlyV1 fm2_aa", graphQL: "FlyV1 fm2_aa"),
            Case(text: "Bearer FlyV1 fm2_aa", rest: "FlyV1 fm2_aa", graphQL: "FlyV1 fm2_aa"),
            Case(text: "fm2_aa, fm1r_bb ,fo1_cc", rest: "FlyV1 fm2_aa,fm1r_bb", graphQL: "FlyV1 fm2_aa,fm1r_bb,fo1_cc"),
            Case(text: " flyv1  fo1_cc \n", rest: "Bearer fo1_cc", graphQL: "Bearer fo1_cc"),
            Case(text: "fm3_aa", rest: "Bearer fm3_aa", graphQL: "Bearer fm3_aa"),
            Case(text: "fm2", rest: "FlyV1 fm2", graphQL: "FlyV1 fm2"),
        ])
    func headers(given: Case) throws {
        let token = try #require(FlyToken(given.text))
        #expect(token.restHeader == given.rest)
        #expect(token.graphQLHeader == given.graphQL)
    }

    @Test("hold at least one token", arguments: ["", "  ", ",", " , "])
    func empty(text: String) {
        #expect(FlyToken(text) == nil)
    }

    @Test(
        "of the real service are told from others",
        arguments: [("FlyV1 fm2_aa", true), ("fo1_x", true), ("wt_default", false), ("emulator-token", false)])
    func isReal(text: String, expected: Bool) throws {
        #expect(try #require(FlyToken(text)).isReal == expected)
    }
}
