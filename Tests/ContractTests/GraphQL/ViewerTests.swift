import OrderedJSON
import Testing
import WindtunnelTestSupport

/// Who asks, where tokens are checked and where they are not (reference/graphql.md, section 3.1).
@Suite(.timeLimit(.minutes(5))) struct Viewers {
    private static let document = """
        { viewer { __typename ... on User { id email name avatarUrl identities { id } highRisk lastRegion } }
          currentUser { email personalOrganization { slug } } personalOrganization { slug type } }
        """

    @Test(arguments: [
        (Keys.owner, "owner@example.com", "personal", "PERSONAL"),
        (Keys.reader, "reader@example.com", "personal", "PERSONAL"),
        (Keys.stranger, "other@example.com", "elsewhere", "SHARED"),
    ])
    func `a token that is checked tells its user and its organization`(
        token: String, email: String, slug: String, type: String
    ) async throws {
        try await withEmulator(Keys.strict) { emulator in
            let asked = emulator.with(token: token)
            let answer = try await asked.query(Self.document)
            let data = try #require(try answer.json["data"], "\(answer.text)")
            #expect(data["viewer"]?["__typename"] == "User")
            #expect(data["viewer"]?["email"]?.stringValue == email)
            #expect(data["currentUser"] == ["email": .string(email), "personalOrganization": ["slug": .string(slug)]])
            #expect(data["personalOrganization"] == ["slug": .string(slug), "type": .string(type)])
            let id = try #require(data["viewer"]?["id"])
            let node = try await asked.query("query($id: ID!) { node(id: $id) { ... on User { email } } }", ["id": id])
            #expect(try node.json["data"]?["node"] == ["email": .string(email)])
        }
    }

    @Test func `users are told apart, and nobody is another's node`() async throws {
        try await withEmulator(Keys.strict) { emulator in
            let ids = try await [Keys.owner, Keys.stranger].asyncMap { token in
                try await emulator.with(token: token).query(Self.document).json["data"]?["viewer"]?["id"]
            }
            #expect(ids[0] != ids[1])
            #expect(
                try await emulator.with(token: Keys.stranger).complaints(
                    "query($id: ID!) { node(id: $id) { id } }", ["id": ids[0] ?? nil])
                    == ["NOT_FOUND Could not find Node"])
        }
    }

    @Test func `any token is the developer's where none is checked`() async throws {
        try await withEmulator { emulator in
            for token in [nil, "Bearer one", "FlyV1 fm2_lJPECAAAAAAAA"] {
                let data = try await emulator.with(token: token).query(Self.document).json["data"]
                #expect(data?["viewer"]?["email"] == "developer@example.com")
                #expect(data?["personalOrganization"] == ["slug": "personal", "type": "PERSONAL"])
            }
        }
    }

    @Test func `logging out and asking which peers are left is answered`() async throws {
        try await withEmulator { emulator in
            let answer = try await emulator.query(
                """
                mutation {
                    logOut(input: {}) { ok clientMutationId }
                    validateWireGuardPeers(input: {peerIps: ["fdaa::1"], clientMutationId: "x"}) {
                        invalidPeerIps clientMutationId
                    }
                }
                """)
            #expect(
                try answer.json["data"] == [
                    "logOut": ["ok": true, "clientMutationId": nil],
                    "validateWireGuardPeers": ["invalidPeerIps": [], "clientMutationId": "x"],
                ])
            #expect(
                try await emulator.complaints(#"{ latestImageTag(repository: "flyio/postgres-flex") }"#)
                    == ["NOT_FOUND Unknown repository"])
        }
    }
}

extension Sequence {
    fileprivate func asyncMap<Value>(_ transform: (Element) async throws -> Value) async rethrows -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await transform(element)) }
        return values
    }
}
