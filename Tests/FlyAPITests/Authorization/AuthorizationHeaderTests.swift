import Testing

@testable import FlyAPI

@Suite struct AuthorizationHeaders {
    @Test(
        arguments: [
            ("Bearer fo1_abc", ["fo1_abc"]),
            ("bearer fo1_abc", ["fo1_abc"]),
            ("fo1_abc", ["fo1_abc"]),
            ("FlyV1 fm2_a,fm2_b", ["fm2_a", "fm2_b"]),
            ("Bearer FlyV1 fm2_a,fm2_b", ["fm2_a", "fm2_b"]),
            ("Bearer   flyv1  fm2_a , fm2_b ,", ["fm2_a", "fm2_b"]),
            ("Bearer Bearer x", ["x"]),
            // The blank was lost: no scheme, and so a token nobody knows.
            ("Bearer FlyV1fm2_a", ["FlyV1fm2_a"]),
            ("Basic dXNlcjpwYXNz", ["Basic dXNlcjpwYXNz"]),
            ("Bearer", []),
            ("Bearer ", []),
            ("FlyV1", []),
            ("Bearer FlyV1", []),
            ("", []),
            (" ", []),
            (",", []),
        ])
    func `scheme words go, the list stays`(header: String, tokens: [String]) {
        #expect(AuthorizationHeader.tokens(in: header).map(String.init) == tokens)
    }

    @Test(
        arguments: [
            ("fm2_a", true), ("fm1r_a", true), ("fm1a_a", true), ("fo1_a", false), ("fm2", true), ("fm3_a", false),
            ("wt_fm2_a", false), ("", false),
        ])
    func `the word before the first underscore tells a macaroon`(token: String, isMacaroon: Bool) {
        #expect(DeployToken.isMacaroon(Substring(token)) == isMacaroon)
    }
}
