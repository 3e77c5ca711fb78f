import HTTPTypes
import OrderedJSON
import Testing
import WindtunnelTestSupport

/// The calls of flyctl's certificate commands, in order (reference/machines-rest.md, sections 2.3 and 5.5).
@Suite(.timeLimit(.minutes(5))) struct `Certificate commands of the official client` {
    @Test func `fly certs add, check and remove read what is to be set up`() async throws {
        try await withOfficialClient { client, _ in
            let hostname: JSON = ["hostname": "boats.example.com"]
            let made = try await client.sendToApp(.post, "/certificates/acme", hostname)
            #expect(made.code == 201)
            let path = "/certificates/boats.example.com"
            for answer in [
                made, try await client.sendToApp(.get, path), try await client.sendToApp(.post, path + "/check"),
            ] {
                let detail = try answer.json
                #expect(detail["hostname"] == "boats.example.com")
                #expect(detail["acme_requested"] == true)
                for key in ["status", "dns_provider"] { #expect(detail[key]?.stringValue != nil, "\(key)") }
                #expect(detail["configured"]?.boolValue != nil)
                #expect(detail["validation"]?.objectValue != nil)
                let needs = try #require(detail["dns_requirements"])
                #expect(needs["acme_challenge"]?["name"] == "_acme-challenge.boats.example.com")
                #expect(needs["acme_challenge"]?["target"]?.stringValue?.hasSuffix(".flydns.net") == true)
                #expect(needs["ownership"]?["name"] == "_fly-ownership.boats.example.com")
                for key in ["a", "aaaa"] { #expect(needs[key]?.arrayValue != nil, "\(key)") }
            }
            let listed = try await client.sendToApp(.get, "/certificates").json
            #expect(listed["total_count"] == 1)
            #expect(listed["certificates"]?[0]?["hostname"] == "boats.example.com")
            #expect(try await client.sendToApp(.delete, path).code == 204)
            #expect(try await client.sendToApp(.get, path).code == 404)
        }
    }

    @Test func `fly certs import brings a certificate of one's own`() async throws {
        try await withOfficialClient { client, _ in
            let made = try await client.sendToApp(
                .post, "/certificates/custom", try PreparedWorld.ownCertificate(for: "boats.example.com"))
            #expect(made.code == 201, "\(made.text)")
            let entries = try #require(made.json["certificates"]?.arrayValue)
            #expect(entries.map { $0["source"] } == ["custom"])
            for entry in entries { try Decoded.time(entry["expires_at"]) }
        }
    }
}
