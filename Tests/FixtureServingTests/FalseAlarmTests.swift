import Fixtures
import FoundationEssentials
import HTTPTypes
import OrderedJSON
import Testing
import WindtunnelTestSupport

@Suite(.timeLimit(.minutes(1))) struct `What is no secret does not stop a recording` {
    private static let folder: String = {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        return "/\(root)/fixtures/graphql"
    }()

    private static func text(_ name: String) -> String {
        FileManager.default.contents(atPath: "\(folder)/\(name)").map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    private static let names: [String] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return files.filter { $0.hasSuffix(".golden.json") }.map { String($0.dropLast(".golden.json".count)) }.sorted()
    }()

    @Test func `what clients ask by GraphQL, and its answers`() throws {
        #expect(Self.names.count > 50)
        for name in Self.names {
            var body: JSONObject = ["query": .string(Self.text(name + ".graphql"))]
            let variables = Self.text(name + ".variables.json")
            if !variables.isEmpty { body["variables"] = try JSON(parsing: variables) }
            let json = "application/json"
            let interaction = Interaction(
                startedAt: "2026-08-01T12:00:00.000Z",
                request: RecordedRequest(
                    method: "POST", url: "https://api.fly.io/graphql",
                    body: RecordedBody(JSON.object(body).text, mimeType: json)),
                response: RecordedResponse(
                    status: 200, headers: ["Content-Type": json],
                    content: .whole(Array(Self.text(name + ".golden.json").utf8))))
            var redactor = Redactor()
            do throws(Finding) {
                _ = try redactor.redact(interaction)
            } catch {
                Issue.record("\(name): \(error)")
            }
        }
    }

    @Test func `what the emulator answers to a walk through its API`() async throws {
        try await withRecordedService { story, _ in
            let recorder = story.recorder
            let app = try await recorder.makeApp()
            let volume = try await app.makeVolume()
            let machine = try await recorder.post(
                app.machinesPath,
                [
                    "config": [
                        "image": "registry.fly.io/demo:v1", "mounts": [["volume": .string(volume), "path": "/d"]],
                    ]
                ])
            let id = try machine.json["id"]?.stringValue ?? ""
            for (method, path, body) in [
                (.get, "", nil), (.get, "/machines", nil), (.get, "/machines/\(id)", nil),
                (.get, "/machines/\(id)/events", nil), (.get, "/machines/\(id)/versions", nil),
                (.get, "/machines/\(id)/metadata", nil), (.post, "/machines/\(id)/lease", [:]),
                (.get, "/machines/\(id)/lease", nil), (.get, "/volumes/\(volume)", nil),
                (.post, "/volumes/\(volume)/snapshots", nil), (.get, "/volumes/\(volume)/snapshots", nil),
                (.post, "/ip_assignments", ["type": "v6"]), (.get, "/ip_assignments", nil),
                (.post, "/secrets/A", ["value": "b"]), (.get, "/secrets", nil),
                (.post, "/secretkeys/K/generate", ["type": "hs256"]), (.get, "/secretkeys", nil),
                (.post, "/certificates/acme", ["hostname": "boats.example.com"]), (.get, "/certificates", nil),
                (.post, "/deploy_token", [:]),
            ] as [(HTTPRequest.Method, String, JSON?)] {
                let answer = try await recorder.send(method, app.path + path, body)
                #expect(answer.code < 500, "\(method) \(path): \(answer.text)")
            }
            for path in ["/v1/platform/regions", "/v1/orgs/personal/machines", "/v1/tokens/current"] {
                #expect(try await recorder.get(path).code < 500)
            }
            let query = "{ viewer { id email } organizations { nodes { id slug } } apps { nodes { id name } } }"
            #expect(try await recorder.post("/graphql", ["query": .string(query)]).code == 200)
        }
    }
}
