import Fixtures
import OrderedJSON
import Testing

@Suite("What looks like a secret stops a recording")
struct SuspicionTests {
    private func refusal(_ exchange: Interaction) -> String? {
        var redactor = Redactor()
        do {
            _ = try redactor.redact(exchange)
            return nil
        } catch {
            return error.description
        }
    }

    static let unknown = [
        "aB3dE5fG7hI9jK1lM3nO5pQ7", "9f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c", "q7w8e9r0t1y2u3i4o5p6a7s8d9f0",
        "Zm9v/YmFy+QUJDRDEyMzQ1Njc4OTA/eFyZ9Qp", "x9K_2mQ-8vLpR4tYwZ6bN3cD7fG",
    ]

    @Test("by its mixture, wherever it stands, with its place and without its text", arguments: unknown)
    func stops(text: String) {
        let places: [(Interaction, String)] = [
            (Sample.exchange("GET", "/v1/apps/\(RedactionTests.percent(text))"), "request.url path"),
            (Sample.exchange("GET", "/v1/apps?a=\(RedactionTests.percent(text))"), "request.url query a"),
            (Sample.exchange("GET", "/v1/apps", headers: ["User-Agent": text]), "request.header user-agent"),
            (Sample.exchange("POST", "/v1/apps", "{\"a\":[{\"b\":\"\(text)\"}]}"), "request.body $.a[0].b"),
            (Sample.exchange("GET", "/v1/apps", answer: "one\n\(text)"), "response.body byte 4"),
        ]
        for (exchange, place) in places { #expect(refusal(exchange) == "\(place): looks like a secret") }
    }

    @Test("a compressed body cannot be checked and is refused")
    func compressed() {
        let exchange = Sample.exchange("GET", "/v1/apps", answer: "x", answerHeaders: ["Content-Encoding": "gzip"])
        #expect(refusal(exchange) == "response.body: a compressed body, which cannot be checked")
        #expect(Lint.findings(in: Recording([exchange])).map(\.kind.word) == ["compressed"])
    }

    @Test(
        "what Fly shows everybody does not",
        arguments: [
            "4d8917be20c6f3", "01K5Z8Q3M7T2V9XBN4CDHJ6WRE", "vol_r7k2m95xq0dw3t8v", "vs_MzQ9xLk2PqRt7vWyZb3cD5f",
            "zq3p8v1yk6w0dj7n",
            "fdaa:2:51c9:a7b:3d4:9e1f:6b02:2", "registry.fly.io/paper-boats:deployment-01K5Z8Q3M7T2V9XBN4CDHJ6WRE",
            "registry.fly.io/paper-boats@sha256:6f1d0c52b0a94e7733d1b8e5a2c94f60718a3be5d92c4417f0e6a85b3c1d7e29",
            "2026-06-02T09:14:33.520000000Z", "3f2504e0-4f89-41d3-9a0c-0305e82c3301@tokens.fly.io", "quiet-meadow-412",
            "@modelcontextprotocol/server-filesystem", "servicecheck-00-tcp-8080",
            "failed_precondition: machine still attempting to start",
            "mutation($input: AllocateIPAddressInput!) { allocateIpAddress(input: $input) { app { sharedIpAddress } } }",
            "01K5Z8Q3M7T2V9XBN4CDHJ6WRE-iad", "mcp-demo-0a1b2c3d4e5f", "_acme-challenge.boats.example.com",
            "flyctl/0.4.87 linux/amd64 (go1.24)",
            "eyJpZCI6MTIzNDU2LCJhZnRlciI6InRoZSBib2F0In0=",
            "https://boats.fly.dev/a/b/c/index-page-of-the-whole-site.html", "redacted-token-12",
            "fly_app_release_command_that_is_very_long", "MachineRestartPolicyOnFailureMaxRetries", "1780391661418",
        ])
    func passes(text: String) {
        let exchange = Sample.exchange("POST", "/v1/apps", "{\"image\":\(JSON.string(text).text)}", answer: text)
        #expect(refusal(exchange) == nil)
        #expect(Lint.findings(in: Recording([exchange])).isEmpty)
    }

    @Test("digests and keys for everybody are known by their names")
    func openKeys() {
        let answer =
            #"{"digest":"6f1d0c52b0a94e7733d1b8e5a2c94f60-1","public_key":"q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA="}"#
        #expect(refusal(Sample.exchange("GET", "/v1/apps", answer: answer)) == nil)
    }

    @Test("GraphQL's ids are known by being ids, in answers, variables and literals")
    func nodeIDs() {
        let id = "k9PxQ4mWzT7vLb2NcRd8Yh3Jf6Gs1AoE"
        func exchange(_ query: String, _ variables: JSON, _ answer: JSON) -> Interaction {
            let body: JSON = ["query": .string(query), "variables": variables]
            return Sample.exchange("POST", "https://api.fly.io/graphql", body.text, answer: answer.text)
        }
        let query = "mutation { delete(input: { organizationId: \"\(id)\", ids: [\"\(id)\"] }) { id } }"
        let variables: JSON = ["input": ["appId": .string(id), "address_ids": [.string(id)]]]
        #expect(refusal(exchange(query, variables, ["data": ["node": ["id": .string(id)]]])) == nil)
        let place = "looks like a secret"
        #expect(refusal(exchange("{ a(note: \"\(id)\") }", [:], [:])) == "request.body $.query: \(place)")
        #expect(refusal(exchange("{ a }", ["note": .string(id)], [:])) == "request.body $.variables.note: \(place)")
        #expect(refusal(exchange("{ a }", [:], ["id": .string(id + "/" + id)])) == "response.body $.id: \(place)")
    }

    @Test("lint names every finding with its entry")
    func lint() throws {
        let recording = Recording([
            Sample.exchange("GET", "/v1/apps"),
            Sample.exchange(
                "POST", "/v1/apps/b/secrets?t=fm2_abcdefgh1", #"{"values":{"A":"tulip"}}"#, headers: ["Cookie": "a"],
                answer: #"{"odd":"aB3dE5fG7hI9jK1lM3nO5pQ7"}"#),
        ])
        let document = try HARDocument(HARWriter.text(recording, version: "1"))
        #expect(
            try Lint.findings(in: document).map(\.description) == [
                "entry 2: request.url query t: a token in the open",
                "entry 2: request.header cookie: a header that recordings do not keep",
                "entry 2: request.body $.values.A: a secret in the open",
                "entry 2: response.body $.odd: looks like a secret",
            ])
    }
}
