import Fixtures
import OrderedJSON
import Testing

@Suite("No secret is ever written")
struct RedactionTests {
    /// Invented secrets, each of a kind that is known by its form alone.
    static let planted: [(kind: SecretKind, secret: String)] = [
        (.token, "fm2_lJPECAAAAAAAB3Q1xBCm0V9e+Qk/example=="), (.token, "fm1r_lJPECAAAAAAAexample0"),
        (.token, "fm1a_lJPECAAAAAAAexample1"), (.token, "fo1_k7QmZxExampleUserToken9"),
        (.jwt, "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJib2F0cyJ9.c2lnbmF0dXJlLWV4YW1wbGU"),
        (.pem, "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIExampleExample0123456789\n-----END EC PRIVATE KEY-----"),
        (.key, "AKIA" + "ZZEXAMPLE1234567"), (.key, "ghp_" + "0123456789abcdefghijABCDEFGHIJ"),
    ]

    /// Where a secret can stand, each with the exchange that has it there.
    static func plant(_ secret: String) -> [(place: String, exchange: Interaction)] {
        let quoted = JSON.string(secret).text
        let encoded = percent(secret)
        let plain = { (body: String) -> Interaction in
            var exchange = Sample.exchange("POST", "/v1/apps/boats/machines/4d8917be20c6f3/exec", answer: body)
            exchange.response.mimeType = "text/plain"
            return exchange
        }
        var form = Sample.exchange("POST", "/oauth", "a=b&note=\(encoded)&c=d")
        form.request.body?.mimeType = "application/x-www-form-urlencoded; charset=utf-8"
        var exchanges: [(place: String, exchange: Interaction)] = [
            (
                "authorization",
                Sample.exchange("GET", "/v1/apps", headers: ["authorization": "Bearer FlyV1 " + flat(secret)])
            ),
            (
                "list",
                Sample.exchange("GET", "/v1/apps", headers: ["Authorization": "FlyV1 \(flat(secret)),fm2_otherOther0"])
            ),
            ("allowed header", Sample.exchange("GET", "/v1/apps", headers: ["User-Agent": "tool/1 (\(flat(secret)))"])),
            ("unknown header", Sample.exchange("GET", "/v1/apps", headers: ["X-Session": flat(secret)])),
            ("answer's cookie", Sample.exchange("GET", "/v1/apps", answerHeaders: ["Set-Cookie": "a=\(flat(secret))"])),
            (
                "location",
                Sample.exchange("GET", "/v1/apps", answerHeaders: ["Location": "https://x.dev/?t=\(encoded)"])
            ),
            ("path", Sample.exchange("GET", "/v1/tokens/\(encoded)/x")),
            ("query", Sample.exchange("GET", "/v1/apps?a=1&note=\(encoded)&b=2")),
            ("JSON", Sample.exchange("POST", "/v1/apps", "{\"a\":[{\"b\":{\"note\":\(quoted)}}]}")),
            ("JSON key", Sample.exchange("POST", "/v1/apps", "{\"a\":[{\(quoted):1}]}")),
            ("answer", Sample.exchange("POST", "/v1/apps", answer: "{ \"n\": 1.0, \"note\" : \(quoted) }\n")),
            (
                "JSON in a string",
                Sample.exchange("POST", "/v1/apps", JSON.object(["body": .string("{\"x\":\(quoted)}")]).text)
            ),
            (
                "GraphQL variable",
                Sample.exchange(
                    "POST", "https://api.fly.io/graphql",
                    JSON.object([
                        "query": "query($t: String) { a(t: $t) }", "variables": ["t": ["deep": .string(secret)]],
                    ]).text)
            ),
            (
                "GraphQL literal",
                Sample.exchange(
                    "POST", "https://api.fly.io/graphql",
                    JSON.object(["query": .string("{ a(note: \(quoted)) { b } }")]).text)
            ),
            ("form", form), ("text", plain("before \(secret) after\n")),
            ("environment", plain("PATH=/bin\nX=\(secret)\n")),
            ("base64", Sample.exchange("POST", "/v1/apps", "{\"raw_value\":\"\(base64("key: " + secret))\"}")),
        ]
        for cut in [1, 5, secret.utf8.count / 2, secret.utf8.count - 1] {
            exchanges.append(
                (
                    "stream cut at \(cut)",
                    stream(["{\"id\":0,\"x\":", quoted, "}\n{\"id\":1}\n"].joined(), at: 12 + cut)
                ))
            exchanges.append(("plain stream cut at \(cut)", stream("log: \(secret)\nnext\n", at: 5 + cut)))
            exchanges.append(("events cut at \(cut)", stream("event: m\ndata: {\"x\":\(quoted)}\n\n", at: 21 + cut)))
        }
        return exchanges
    }

    private static func stream(_ text: String, at cut: Int) -> Interaction {
        var exchange = Sample.exchange("GET", "https://boats.fly.dev/")
        let bytes = Array(text.utf8)
        exchange.response.content = .pieces([
            StreamPiece(offset: .milliseconds(1), bytes: Array(bytes[..<cut])),
            StreamPiece(offset: .milliseconds(2), bytes: Array(bytes[cut...])),
        ])
        return exchange
    }

    private static func flat(_ secret: String) -> String { secret.replacing("\n", with: " ") }

    static func percent(_ text: String) -> String {
        text.utf8.map { byte in
            let scalar = UnicodeScalar(byte)
            return scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                || "-_.~".unicodeScalars.contains(scalar)
                ? String(scalar) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }.joined()
    }

    static func base64(_ text: String) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        let bytes = Array(text.utf8)
        return stride(from: 0, to: bytes.count, by: 3).map { start in
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            let digits = (0..<4).map { $0 <= group.count ? alphabet[bits >> (18 - 6 * $0) & 63] : "=" }
            return String(digits)
        }.joined()
    }

    /// Whether any long part of a secret stands in a text, as it is or encoded.
    static func leaks(_ secret: String, in text: String) -> Bool {
        secret.split(whereSeparator: { "\n .,".contains($0) }).filter { $0.utf8.count >= 10 }.contains { part in
            text.contains(part) || text.contains(percent(String(part))) || text.contains(base64(String(part)))
        } || text.contains(base64("key: " + secret).dropLast(4))
    }

    @Test("a secret of any kind, wherever it stands, is not in the file", arguments: planted)
    func none(kind: SecretKind, secret: String) throws {
        for (place, exchange) in Self.plant(secret) {
            var redactor = Redactor()
            let redacted = try redactor.redact(exchange)
            let text = String(decoding: HARWriter.text(Recording([redacted]), version: "1"), as: UTF8.self)
            #expect(!Self.leaks(secret, in: text), "\(kind) in \(place)")
            #expect(Lint.findings(in: Recording([redacted])).isEmpty, "\(kind) in \(place)")
            var again = Redactor()
            #expect(try again.redact(redacted) == redacted, "\(kind) in \(place)")
            let findings = Lint.findings(in: Recording([exchange]))
            #expect(!findings.isEmpty, "\(kind) in \(place)")
            #expect(findings.allSatisfy { !Self.leaks(secret, in: $0.description) }, "\(kind) in \(place)")
        }
    }

    @Test("what stands around a secret stays as it was, byte for byte")
    func around() throws {
        var redactor = Redactor()
        let body =
            "{ \"n\" : 1.0, \"n\":2 , \"note\" : \"see fm2_lJPECAAAA\\u0041AAB3Q1 and \\u003c\", \"z\":\"\\u003c\" }\n"
        let redacted = try redactor.redact(Sample.exchange("POST", "/v1/apps?b=%20&a=fo1_k7QmZxExample&c", body))
        #expect(redacted.request.url == "https://api.machines.dev/v1/apps?b=%20&a=redacted-token-1&c")
        #expect(
            redacted.request.body.map { String(decoding: $0.bytes, as: UTF8.self) }
                == "{ \"n\" : 1.0, \"n\":2 , \"note\" : \"see redacted-token-2 and <\", \"z\":\"\\u003c\" }\n")
    }

    @Test("the same secret has the same name in every place and every exchange, another one another")
    func stable() throws {
        var redactor = Redactor()
        let first = try redactor.redact(
            Sample.exchange("GET", "/v1/apps", headers: ["Authorization": "Bearer fo1_aaaaaaaa1,fm2_bbbbbbb2"]))
        let second = try redactor.redact(
            Sample.exchange(
                "POST", "/v1/apps", "{\"t\":\"fm2_bbbbbbb2\"}", headers: ["Authorization": "FlyV1 fo1_ccccccc3"]))
        #expect(first.request.headers["authorization"] == "Bearer redacted-token-1,redacted-token-2")
        #expect(second.request.headers["authorization"] == "FlyV1 redacted-token-3")
        #expect(second.request.body?.bytes == Array("{\"t\":\"redacted-token-2\"}".utf8))
        let document = try HARDocument(HARWriter.text(Recording([first, second]), version: "1"))
        var later = Redactor(continuing: document)
        let third = try later.redact(
            Sample.exchange("GET", "/v1/apps", headers: ["Authorization": "Bearer fo1_dddddddd4"]))
        #expect(third.request.headers["authorization"] == "Bearer redacted-token-4")
    }

    @Test("a stream's pieces keep their times, and a placeholder is never split")
    func streamPieces() throws {
        var exchange = Sample.exchange("GET", "https://boats.fly.dev/")
        let texts = ["{\"id\":0}\n{\"tok", "en\":\"fm2_lJPE", "CAAAAAAAB", "3Q1\"}\n", "{\"id\":2}\n"]
        exchange.response.content = .pieces(
            texts.enumerated().map { StreamPiece(offset: .seconds($0.offset), bytes: Array($0.element.utf8)) })
        var redactor = Redactor()
        let pieces = try redactor.redact(exchange).response.pieces
        #expect(
            pieces.map { String(decoding: $0.bytes, as: UTF8.self) } == [
                "{\"id\":0}\n{\"tok", "en\":\"redacted-token-1", "", "\"}\n", "{\"id\":2}\n",
            ])
        #expect(pieces.map(\.offset) == (0..<5).map { Duration.seconds($0) })
    }

    @Test(
        "what is named like a secret is one, whatever it looks like",
        arguments: [
            (
                "/v1/apps/b/machines/m/lease", nil,
                #"{"status":"success","data":{"nonce":"b81c07f4a92e","expires_at":1}}"#, "b81c07f4a92e"
            ),
            ("/v1/apps/b/secrets", #"{"values":{"A":"tulip","OLD":null}}"#, "{}", "tulip"),
            ("/v1/apps/b/secrets/A", #"{"value":"tulip"}"#, "{}", "tulip"),
            ("/v1/apps/b/secrets?show_secrets=true", nil, #"{"secrets":[{"name":"A","value":"tulip"}]}"#, "tulip"),
            ("/v1/apps/b/secretkeys/k", #"{"type":"hs256","value":"dHVsaXA="}"#, "{}", "dHVsaXA="),
            ("/v1/apps/b/secretkeys/k/encrypt", #"{"plaintext":"dHVsaXA="}"#, "{}", "dHVsaXA="),
            ("/v1/apps/b/deploy_token", "{}", #"{"token":"opaque tulip"}"#, "opaque tulip"),
            (
                "/v1/tokens/authenticate", #"{"header":"FlyV1 opaque-tulip"}"#, "[{\"nonce\":{\"rnd\":\"rose\"}}]",
                "opaque-tulip"
            ),
            ("/v1/postgres/c/users/u/credentials", nil, #"{"data":{"username":"u","password":"tulip"}}"#, "tulip"),
            (
                "/api/v1/cli_sessions/0123456789abcdef", nil, #"{"access_token":"tulip","id":"0123456789abcdef"}"#,
                "0123456789abcdef"
            ),
            (
                "/v1/apps/b/machines", #"{"config":{"env":{"DATABASE_URL":"postgres://x","SECRET_KEY_BASE":"tulip"}}}"#,
                "{}", "tulip"
            ),
            ("/v1/apps/b/machines", #"{"config":{"env":{"U":"postgres://joe:tulip@db/x"}}}"#, "{}", "tulip"),
            (
                "/graphql",
                #"{"query":"mutation { setSecrets(input: {appId: \"b\", secrets: [{key: \"A\", value: \"tulip\"}]}) { id } }"}"#,
                "{}", "tulip"
            ),
            (
                "/graphql",
                #"{"query":"mutation($i: I!) { setSecrets(input: $i) { id } }","variables":{"i":{"secrets":[{"key":"A","value":"tulip"}]}}}"#,
                "{}", "tulip"
            ),
            ("/v1/apps?access_token=tulip", nil, "{}", "tulip"),
            ("/v1/x", #"{"otp":135790}"#, "{}", "135790"),
        ] as [(String, String?, String, String)])
    func named(path: String, body: String?, answer: String, secret: String) throws {
        var redactor = Redactor()
        let redacted = try redactor.redact(Sample.exchange("POST", path, body, answer: answer))
        let text = String(decoding: HARWriter.entry(redacted), as: UTF8.self)
        #expect(!text.contains(secret))
        #expect(text.contains("redacted-"))
        #expect((try? HARDocument(HARWriter.text(Recording([redacted]), version: "1"))) != nil)
    }

    @Test(
        "a nonce is known again in the next request's header, query and text, and in an earlier place of its exchange")
    func propagates() throws {
        var redactor = Redactor()
        let lease = #"{"status":"success","data":{"nonce":"b81c07f4a92e"}}"#
        _ = try redactor.redact(Sample.exchange("POST", "/v1/apps/b/machines/m/lease", answer: lease))
        let next = try redactor.redact(
            Sample.exchange(
                "POST", "/v1/apps/b/machines/m?n=b81c07f4a92e", "{\"note\":\"held with b81c07f4a92e\"}",
                headers: ["fly-machine-lease-nonce": "b81c07f4a92e"], answer: "b81c07f4a92e"))
        #expect(!String(decoding: HARWriter.entry(next), as: UTF8.self).contains("b81c07f4a92e"))
        #expect(next.request.headers["fly-machine-lease-nonce"] == "redacted-nonce-1")
        var other = Redactor()
        let early = try other.redact(
            Sample.exchange("POST", "/v1/apps/b?x=3f9ac1d27e55", answer: #"{"nonce":"3f9ac1d27e55"}"#))
        #expect(early.request.url.hasSuffix("?x=redacted-nonce-1"))
    }

    @Test("basic credentials are replaced, and their password with them wherever it stands")
    func basic() throws {
        var redactor = Redactor()
        let value = "Basic " + Self.base64("joe:tulip-4-two")
        let redacted = try redactor.redact(
            Sample.exchange("POST", "/", "it is tulip-4-two", headers: ["Authorization": value]))
        #expect(redacted.request.headers["authorization"] == "Basic redacted-basic-1")
        #expect(redacted.request.body?.bytes == Array("it is redacted-password-1".utf8))
    }

    @Test("a token named beforehand is found in any text")
    func registered() throws {
        var redactor = Redactor()
        redactor.register("plain-looking text")
        let redacted = try redactor.redact(Sample.exchange("POST", "/v1/apps", "{\"a\":\"a plain-looking text here\"}"))
        #expect(redacted.request.body?.bytes == Array("{\"a\":\"a redacted-token-1 here\"}".utf8))
    }

    @Test("headers that are not on the list are left out, and the length of a body stays true")
    func headers() throws {
        var redactor = Redactor()
        let body = "{\"token\":\"opaque tulip\"}"
        let redacted = try redactor.redact(
            Sample.exchange(
                "POST", "/v1/apps", body,
                headers: ["Content-Length": "\(body.utf8.count)", "Cookie": "a=b", "X-Api-Key": "k"]))
        #expect(redacted.request.headers.fields.map(\.name) == ["Content-Length"])
        #expect(redacted.request.headers["content-length"] == "\(redacted.request.body?.bytes.count ?? 0)")
    }
}
