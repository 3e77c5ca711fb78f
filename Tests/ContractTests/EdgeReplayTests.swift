import HTTPTypes
import OrderedJSON
import Testing
import WindtunnelTestSupport

/// How programs send requests on.
@Suite(.timeLimit(.minutes(5))) struct EdgeReplay {
    /// A machine whose program answers with a replay unless it sees that it got one.
    private static func router(_ replay: String, unless: String = "fly-replay-src") -> JSON {
        TestConfig.scripted(#"{"headers":{"fly-replay":"\#(replay)"},"unless":"\#(unless)"}"#)
    }

    private static func document(_ body: String) -> JSON {
        let script: JSON = [
            "headers": ["content-type": "application/vnd.fly.replay+json"], "body": .string(body),
            "unless": "fly-replay-src",
        ]
        return TestConfig.scripted(script.text)
    }

    private static func started(_ app: TestApp, _ config: JSON, region: String = "iad") async throws -> TestMachine {
        let machine = try await app.makeMachine(config, ["region": .string(region)])
        try await app.emulator.settle()
        return machine
    }

    @Test func `the request comes to the other app as it was, body and all`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let origin = try await Self.started(app, Self.router("app=other;state=hello"))
            let target = try await Self.started(try await emulator.makeApp("other"), TestConfig.served())
            let answer = try await app.visit("/a?b=c", method: .post, body: "the body")
            #expect(answer.code == 200)
            let echo = try answer.json
            #expect(echo["machine"]?["id"] == .string(target.id))
            #expect(echo["method"] == "POST")
            #expect(echo["path"] == "/a?b=c")
            #expect(echo["body"] == "the body")
            #expect(echo["headers"]?["host"] == "demo.fly.dev")
            let source = try #require(echo["headers"]?["fly-replay-src"]?.stringValue)
            #expect(source.hasPrefix("instance=\(origin.id);region=iad;t="))
            #expect(source.hasSuffix(";state=hello"))
            #expect(answer.header("fly-replay") == nil)
        }
    }

    @Test(arguments: [
        ("region=nrt", "nrt"), (#"region=\"gru,nrt\""#, "nrt"), ("region=apac", "nrt"), ("region=eu", "lhr"),
        ("elsewhere=true;region=any", "lhr"), ("instance=NRT", "nrt"), ("prefer_instance=NRT", "nrt"),
        ("region=lhr;state=x", "lhr"), ("elsewhere=true", "lhr"),
    ])
    func `the fields of the header say where to`(replay: String, region: String) async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let far = try await Self.started(app, TestConfig.served(), region: "nrt")
            _ = try await Self.started(app, TestConfig.served(), region: "lhr")
            _ = try await Self.started(app, Self.router(replay.replacing("NRT", with: far.id)))
            let answer = try await app.visit()
            #expect(answer.code == 200)
            #expect(try answer.json["machine"]?["region"] == .string(region))
        }
    }

    @Test func `a replay wakes the machine it leads to, and no other`() async throws {
        try await withEmulator(.instant) { emulator in
            let app = try await emulator.makeApp()
            let target = try await app.makeStoppedMachine(TestConfig.served(autostop: "off"))
            _ = try await Self.started(app, Self.router("instance=\(target.id)"))
            let answer = try await app.visit()
            #expect(try answer.json["machine"]?["id"] == .string(target.id))
            #expect(try await target.state == "started")
        }
    }

    @Test func `the JSON form can change the request on the way`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let order: JSON = [
                "app": "other", "state": "s",
                "transform": [
                    "path": "/new?x=1", "delete_headers": ["X-Gone"],
                    "set_headers": [["name": "X-New", "value": "1"]],
                ],
            ]
            _ = try await Self.started(app, Self.document(order.text))
            _ = try await Self.started(try await emulator.makeApp("other"), TestConfig.served())
            var headers = HTTPFields()
            headers[try #require(HTTPField.Name("X-Gone"))] = "here"
            let echo = try await app.visit("/old", headers: headers).json
            #expect(echo["path"] == "/new?x=1")
            #expect(echo["headers"]?["x-gone"] == nil)
            #expect(echo["headers"]?["x-new"] == "1")
            #expect(echo["headers"]?["fly-replay-src"]?.stringValue?.hasSuffix(";state=s") == true)
        }
    }

    @Test(arguments: [
        ("nonsense", "PA03"), ("timeout=soon", "PA03"), ("fallback=nobody", "PA03"), ("app=nope", "PA04"),
        ("app=theirs", "PA05"), ("elsewhere=true", "PR03"), ("instance=0123456789abcd", "PR03"),
        ("region=gru", "PR03"),
    ])
    func `a replay that cannot be followed is an error of the edge`(replay: String, code: String) async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            _ = try await emulator.post("/v1/apps", ["app_name": "theirs", "org_slug": "others"])
            _ = try await Self.started(app, Self.router(replay))
            let answer = try await app.visit()
            #expect(answer.code == (code == "PR03" ? 503 : 502))
            #expect(answer.header("Windtunnel-Proxy-Error") == code)
            #expect(answer.header("fly-replay") == nil)
        }
    }

    @Test func `a document that is no JSON is PA03`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            _ = try await Self.started(app, Self.document("{"))
            #expect(try await app.visit().header("Windtunnel-Proxy-Error") == "PA03")
        }
    }

    @Test func `after ten replays it is enough`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            _ = try await Self.started(app, Self.router("state=again", unless: "x-never"))
            let answer = try await app.visit()
            #expect(answer.code == 502)
            #expect(answer.header("Windtunnel-Proxy-Error") == "PA02")
        }
    }

    @Test(arguments: [(1 << 20, nil), ((1 << 20) + 1, "PA01")] as [(Int, String?)])
    func `a body is kept up to a megabyte`(size: Int, code: String?) async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            _ = try await Self.started(app, Self.router("app=other"))
            _ = try await Self.started(try await emulator.makeApp("other"), TestConfig.served())
            let body = String(repeating: "x", count: size)
            let answer = try await app.visit(method: .post, body: body)
            #expect(answer.header("Windtunnel-Proxy-Error") == code)
            if code == nil { #expect(try answer.json["body"] == .string(body)) }
        }
    }

    @Test(arguments: [
        ("instance=0123456789abcd;fallback=force_self", "no_candidate"),
        ("region=gru;fallback=prefer_self", "no_candidate"),
    ])
    func `a request that wants to comes back, with the reason`(replay: String, reason: String) async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let origin = try await Self.started(app, Self.router(replay, unless: "fly-replay-failed"))
            let answer = try await app.visit()
            #expect(answer.code == 200)
            #expect(try answer.json["machine"]?["id"] == .string(origin.id))
            let report = try #require(try answer.json["headers"]?["fly-replay-failed"]?.stringValue)
            #expect(report.contains("app=demo;"))
            #expect(report.contains("replay_source=\(origin.id);reason=\(reason);elapsed_ms=0"))
        }
    }

    @Test func `who got a request back cannot send it on again`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            _ = try await Self.started(app, Self.router("region=gru;fallback=force_self", unless: "x-never"))
            #expect(try await app.visit().header("Windtunnel-Proxy-Error") == "PA02")
        }
    }

    @Test(arguments: [true, false])
    func `a replay has the time it says, by the world's clock`(comesBack: Bool) async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let target = try await app.makeStoppedMachine(TestConfig.scripted(#"{"delay":"1m"}"#))
            let fallback = comesBack ? ";fallback=force_self" : ""
            let origin = try await Self.started(
                app, Self.router("instance=\(target.id);timeout=800ms\(fallback)", unless: "fly-replay-failed"))
            async let visit = app.visit()
            try await emulator.until("the target starts") { try await target.state == "starting" }
            try await emulator.advance(by: "800ms")
            let answer = try await visit
            guard comesBack else {
                #expect(answer.code == 503)
                #expect(answer.header("Windtunnel-Proxy-Error") == "PR04")
                return
            }
            #expect(try answer.json["machine"]?["id"] == .string(origin.id))
            let report = try #require(try answer.json["headers"]?["fly-replay-failed"]?.stringValue)
            #expect(report.contains("instance=\(target.id);"))
            #expect(report.hasSuffix("reason=timeout;elapsed_ms=800"))
        }
    }
}

/// How the proxy remembers where requests were sent on to.
@Suite(.timeLimit(.minutes(5))) struct EdgeReplayCache {
    /// Two apps: one sends everything to the other and says what to remember.
    private func apps(
        _ emulator: TestEmulator,
        _ headers: JSONObject,
        port: JSONObject = [:]
    ) async throws -> (TestApp, TestMachine) {
        let app = try await emulator.makeApp()
        var all: JSONObject = ["fly-replay": "app=other"]
        for member in headers.members { all[member.key] = member.value }
        let script: JSON = ["headers": .object(all), "unless": "x-direct"]
        let router = try await app.makeStartedMachine(TestConfig.scripted(script.text, port: port))
        _ = try await emulator.makeApp("other").makeStartedMachine(TestConfig.served(autostop: "off"))
        return (app, router)
    }

    /// What the target saw of the cache: the status, and whether the request came by the router.
    private func seen(_ answer: Answer) throws -> String {
        let headers = try answer.json["headers"]
        let source = headers?["fly-replay-src"] == nil ? "straight" : "replayed"
        return "\(headers?["fly-replay-cache-status"]?.stringValue ?? "-") \(source)"
    }

    private func header(_ name: String, _ value: String) throws -> HTTPFields {
        var headers = HTTPFields()
        headers[try #require(HTTPField.Name(name))] = value
        return headers
    }

    @Test func `what a pattern fits goes straight to the target for as long as it says`() async throws {
        try await withEmulator { emulator in
            let (app, _) = try await apps(
                emulator, ["fly-replay-cache": "demo.fly.dev/users/*", "fly-replay-cache-ttl-secs": "30"])
            #expect(try seen(try await app.visit("/users/1")) == "miss replayed")
            #expect(try seen(try await app.visit("/users/2?x=1")) == "hit straight")
            #expect(try seen(try await emulator.get("/users/3", host: "demo.localhost")) == "miss replayed")
            #expect(try seen(try await app.visit("/else")) == "miss replayed")
            try await emulator.advance(by: "30s")
            #expect(try seen(try await app.visit("/users/2")) == "miss replayed")
        }
    }

    @Test func `nothing is remembered for less than ten seconds`() async throws {
        try await withEmulator { emulator in
            let (app, _) = try await apps(emulator, ["fly-replay-cache": "/*", "fly-replay-cache-ttl-secs": "1"])
            _ = try await app.visit()
            try await emulator.advance(by: "9s")
            #expect(try seen(try await app.visit()) == "hit straight")
            try await emulator.advance(by: "1s")
            #expect(try seen(try await app.visit()) == "miss replayed")
        }
    }

    @Test(arguments: [("yes", "bypass replayed"), ("no", "hit straight")])
    func `a request may pass the cache by where the answer allowed it`(allowed: String, status: String) async throws {
        try await withEmulator { emulator in
            let (app, _) = try await apps(
                emulator, ["fly-replay-cache": "/kept", "fly-replay-cache-allow-bypass": .string(allowed)])
            _ = try await app.visit("/kept")
            let skip = try header("Fly-Replay-Cache-Control", "skip")
            let answer = try await app.visit("/kept", headers: skip)
            #expect(try seen(answer) == status)
        }
    }

    @Test func `an answer that says invalidate makes the proxy forget`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let keep: JSON = [
                "headers": ["fly-replay": "app=other", "fly-replay-cache": "/*"], "unless": "x-direct",
            ]
            let router = try await app.makeStartedMachine(TestConfig.scripted(keep.text))
            let forget: JSON = ["headers": ["fly-replay-cache": "invalidate"]]
            let other = try await emulator.makeApp("other").makeStartedMachine(TestConfig.scripted(forget.text))
            let first = try await app.visit()
            #expect(try seen(first) == "miss replayed")
            #expect(first.header("fly-replay-cache") == nil, "it is for the proxy only")
            // The target has just said so, so the next request comes by the router again.
            #expect(try seen(try await app.visit()) == "miss replayed")
            withExtendedLifetime((router, other)) {}
        }
    }

    @Test(arguments: ["cookie", "header"])
    func `a session goes where its first request was sent on to`(type: String) async throws {
        try await withEmulator { emulator in
            let rule: JSON = [
                "path_prefix": "/app", "ttl_seconds": 60, "type": .string(type), "name": "sid", "allow_bypass": true,
            ]
            let (app, _) = try await apps(emulator, [:], port: ["http_options": ["replay_cache": [rule]]])
            let session = { (id: String) in
                try header(type == "cookie" ? "Cookie" : "sid", type == "cookie" ? "a=b; sid=\(id)" : id)
            }
            #expect(try seen(try await app.visit("/app/1", headers: session("1"))) == "miss replayed")
            #expect(try seen(try await app.visit("/app/2", headers: session("1"))) == "hit straight")
            #expect(try seen(try await app.visit("/app/2", headers: session("2"))) == "miss replayed")
            #expect(try seen(try await app.visit("/other", headers: session("1"))) == "- replayed")
            #expect(try seen(try await app.visit("/app/1")) == "- replayed")
            var skip = try session("1")
            skip.append(contentsOf: try header("Fly-Replay-Cache-Control", "skip"))
            #expect(try seen(try await app.visit("/app/2", headers: skip)) == "bypass replayed")
        }
    }

    @Test func `a target that is gone is forgotten, and the program asked again`() async throws {
        try await withEmulator { emulator in
            let (app, router) = try await apps(emulator, ["fly-replay-cache": "/*"])
            _ = try await app.visit()
            _ = try await emulator.delete("/v1/apps/other?force=true")
            let answer = try await app.visit("/", headers: header("X-Direct", "1"))
            #expect(try answer.json["machine"]?["id"] == .string(router.id))
        }
    }
}
