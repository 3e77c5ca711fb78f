import FixtureServing
import Fixtures
import FoundationEssentials
import HTTPTypes
import OrderedJSON
import Testing
import WindtunnelTestSupport

@Suite struct `A recording answers in the emulator's place` {
    @Test func `a client with another app is answered in its own words, on a clock that is moved by hand`() async throws
    {
        try await Taped.replay(Taped.polls) { emulator in
            #expect(try await emulator.begin(app: "tin-ships-7") == [201, 200])
            #expect(try await emulator.state(app: "tin-ships-7") == "created")
            try await emulator.advance(by: "4s")
            #expect(try await emulator.state(app: "tin-ships-7") == "starting")
            try await emulator.advance(by: "5s")
            #expect(try await emulator.state(app: "tin-ships-7") == "started")
            let answer = try await emulator.get("/v1/apps/tin-ships-7/machines/\(Taped.machine)")
            // The recording began at 09:00:00 and the world stands at 12:00:09.
            #expect(try answer.json["created_at"]?.stringValue == "2026-08-01T12:00:01Z")
            #expect(answer.requestID == "01K5-iad")
            #expect(answer.header("Content-Length") == String(answer.bytes.count))
        }
    }

    @Test func `thirty polls see the recorded seven, and the last one sticks`() async throws {
        try await Taped.replay(Taped.polls) { emulator in
            _ = try await emulator.begin()
            var states: [String?] = []
            for _ in 0..<30 { states.append(try await emulator.state()) }
            #expect(states[..<7] == ["created", "created", "created", "created", "starting", "starting", "started"])
            #expect(states[7...].allSatisfy { $0 == "started" })
        }
    }

    @Test func `on a clock that runs, polls of the same moment get the same answer`() async throws {
        try await Taped.replay(Taped.polls) { emulator in
            _ = try await emulator.send(.patch, "/_windtunnel/clock", ["mode": "running"])
            _ = try await emulator.begin()
            for _ in 0..<10 { #expect(try await emulator.state() == "created") }
            emulator.wall.advance(by: .seconds(4))
            for _ in 0..<10 { #expect(try await emulator.state() == "starting") }
        }
    }

    @Test func `each world has a run of its own, and a world that is reset begins anew`() async throws {
        try await Taped.replay(Taped.polls) { emulator in
            let (one, two) = (emulator.inWorld("one"), emulator.inWorld("two"))
            _ = try await one.begin(app: "first-1")
            #expect(try await two.state(app: "second-2") == "created")
            _ = try await two.begin(app: "second-2")
            #expect(try await one.state(app: "first-1") == "created")
            emulator.wall.advance(by: .seconds(6))
            #expect(try await one.state(app: "first-1") == "started")
            #expect(try await two.get("/v1/apps/first-1/machines/\(Taped.machine)").code == 501)
            #expect(try await emulator.post("/_windtunnel/worlds/one/reset").code == 204)
            #expect(try await one.state(app: "third-3") == "created")
            #expect(try await one.fixtures()["hits"]?.intValue == 1)
        }
    }

    @Test func `an app's own traffic goes to the world where the app is known`() async throws {
        let page = Taped.exchange(
            "GET", "https://paper-boats.fly.dev/about", answer: #"{"host":"paper-boats.fly.dev"}"#)
        try await Taped.replay(Taped.polls + [page]) { emulator in
            _ = try await emulator.inWorld("ci").begin(app: "tin-ships-7")
            for (path, host) in [
                ("/about", "tin-ships-7.fly.dev"), ("/about", "tin-ships-7.ci.localhost"),
                ("/_app/tin-ships-7/about", "localhost"),
            ] {
                let answer = try await emulator.get(path, host: host)
                #expect(answer.text == #"{"host":"tin-ships-7.fly.dev"}"#)
            }
            #expect(try await emulator.inWorld("ci").fixtures()["hits"]?.intValue == 5)
            #expect(try await emulator.get("/about", host: "tin-ships-7.default.localhost").code == 200)
        }
    }

    @Test func `GraphQL is the same however its text is laid out`() async throws {
        let recorded = Taped.exchange(
            "POST", "https://api.fly.io/graphql",
            #"{"query":"query($name: String!) { mine: app(name: $name) { id, name } }","variables":{"name":"paper-boats"}}"#,
            answer: #"{"data":{"mine":{"id":"paper-boats","name":"paper-boats"}}}"#)
        try await Taped.replay([recorded]) { emulator in
            let answer = try await emulator.post(
                "/graphql",
                [
                    "variables": ["name": "tin-ships"], "operationName": .null,
                    "query":
                        "query ( $name : String! ) {\n  # mine\n  mine: app(name: $name) {\n    id\n    name\n  }\n}",
                ])
            #expect(answer.text == #"{"data":{"mine":{"id":"tin-ships","name":"tin-ships"}}}"#)
            let other = try await emulator.post(
                "/graphql",
                ["variables": ["name": "tin-ships"], "query": "query($name: String!) { app(name: $name) { id } }"])
            #expect(other.code == 501)
        }
    }

    @Test func `a request to HEAD is told the length and gets no body`() async throws {
        var head = Taped.exchange("HEAD", "/v1/x", answer: "")
        head.response.headers = ["Content-Type": "application/json", "Content-Length": "120"]
        try await Taped.replay([head]) { emulator in
            let answer = try await emulator.send(.head, "/v1/x")
            #expect(answer.header("Content-Length") == "120" && answer.bytes.isEmpty)
        }
    }

    @Test func `an answer that cannot be read ends the start, with its entry`() async throws {
        var broken = Taped.exchange("GET", "/v1/x", answer: "zz")
        broken.response.content = .whole([0xFF, 0xFE])
        try await Taped.file([broken]) { path in
            let text = String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
            #expect(text.contains("\"//4=\""))
            let damaged = Data(text.replacing("\"//4=\"", with: "\"//4\"").utf8)
            #expect(FileManager.default.createFile(atPath: path, contents: damaged))
            var setup = EmulatorSetup.instant
            setup.fixtures = FixtureSettings(file: path, purpose: .replay(.none, spy: false))
            var failure = ""
            do {
                try await withEmulator(setup) { _ in }
            } catch {
                failure = "\(error)"
            }
            #expect(failure == "\(path): entry 1 has a response.content.text that is no base64")
        }
    }
}

@Suite struct `What a recording has no answer for` {
    @Test func `is answered 501 with the nearest recording and what differs`() async throws {
        try await Taped.replay(Taped.polls) { emulator in
            let answer = try await emulator.post(
                "/v1/apps", ["app_name": "paper-boats", "org_slug": "personal", "network": "mine"])
            #expect(answer.code == 501)
            #expect(
                answer.header("Windtunnel-Miss")
                    == "POST /v1/apps: nearest is entry 1, POST /v1/apps, which differs in body $.network")
            #expect(answer.error == "no recorded answer for POST /v1/apps")
            let body = try answer.json
            #expect(
                body["hint"]?.stringValue
                    == "the nearest is entry 1, which differs in body $.network; --match RULES.json says what does not count, "
                    + "--mode new-episodes records what is missing")
            #expect(
                body["nearest"]
                    == [
                        "entry": 1, "method": "POST", "url": "https://api.machines.dev/v1/apps",
                        "differs": ["body $.network"],
                    ])
        }
    }

    @Test func `is remembered, each request once`() async throws {
        try await Taped.replay(Taped.polls) { emulator in
            _ = try await emulator.begin()
            for path in ["/v1/regions", "/v1/regions", "/v1/orgs"] { _ = try await emulator.get(path) }
            let document = try await emulator.fixtures()
            #expect(document["missed"]?.intValue == 3)
            let misses = try #require(document["misses"]?.arrayValue)
            #expect(misses.map { $0["path"]?.stringValue } == ["/v1/regions", "/v1/orgs"])
            #expect(misses.map { $0["count"]?.intValue } == [2, 1])
            #expect(misses[0]["at"]?.stringValue == "2026-08-01T12:00:00.000Z")
        }
    }

    @Test func `in an empty recording there is nothing near`() async throws {
        try await Taped.replay([]) { emulator in
            let answer = try await emulator.get("/v1/apps")
            #expect(answer.header("Windtunnel-Miss") == "GET /v1/apps: the recording is empty")
            #expect(try answer.json["nearest"] == .null)
            #expect(try answer.json["hint"]?.stringValue == "the recording has no entry that answers")
        }
    }

    @Test func `rules of a file say what does not count`() async throws {
        try await TemporaryFolder.with { folder in
            let rules = folder + "/rules.json"
            #expect(
                FileManager.default.createFile(
                    atPath: rules, contents: Data(#"{"ignore_query":["trace"],"ignore_fields":["network"]}"#.utf8)))
            try await Taped.replay(Taped.polls) {
                $0.rulesFile = rules
            } _: { emulator in
                let answer = try await emulator.post(
                    "/v1/apps?trace=1", ["app_name": "paper-boats", "org_slug": "personal", "network": "mine"])
                #expect(answer.code == 201)
            }
        }
    }
}

@Suite struct `The control of a replay` {
    @Test func `tells what it is, what was asked and what never was`() async throws {
        try await Taped.replay(Taped.polls) { emulator in
            _ = try await emulator.begin()
            let document = try await emulator.fixtures()
            #expect(document["purpose"] == "replay")
            #expect(document["file"]?.stringValue?.hasSuffix("/tape.har") == true)
            #expect(document["mode"] == "none" && document["pace"] == "clock")
            #expect(document["spy"] == false && document["keep_times"] == false && document["stopped"] == .null)
            #expect(document["entries"] == 9 && document["hits"] == 2 && document["recorded"] == 0)
            let unused = try #require(document["unused"]?.arrayValue)
            #expect(unused.compactMap { $0["entry"]?.intValue } == Array(3...9))
            #expect(unused[0]["method"] == "GET")
            #expect(unused[0]["url"]?.stringValue == "https://api.machines.dev\(Taped.machines)/\(Taped.machine)")
        }
    }

    @Test func `begins anew, and changes mode, pace and spying`() async throws {
        try await Taped.replay(Taped.polls) { emulator in
            _ = try await emulator.begin(app: "first-1")
            let answer = try await emulator.send(
                .patch, "/_windtunnel/fixtures", ["rewind": true, "pace": "count", "spy": true, "mode": "once"])
            #expect(answer.code == 200)
            let document = try answer.json
            #expect(document["hits"] == 0 && document["pace"] == "count" && document["spy"] == true)
            #expect(document["mode"] == "once")
            _ = try await emulator.send(.patch, "/_windtunnel/clock", ["mode": "running"])
            #expect(try await emulator.state(app: "other-2") == "created")
            for _ in 0..<6 { _ = try await emulator.state(app: "other-2") }
            #expect(try await emulator.state(app: "other-2") == "started")
            #expect(try await emulator.get("/v1/platform/regions").code == 200)
        }
    }

    @Test(
        arguments: [
            (["mood": "none"], 400, "unknown key \"mood\""),
            (["mode": "some"], 400, "\"mode\" is once, new-episodes, none or all"),
            (["pace": "fast"], 400, "\"pace\" is clock or count"),
            (["spy": "yes"], 400, "\"spy\" is not true or false"),
            (["mode": "new-episodes"], 409, "the mode new-episodes needs --upstream URL"),
            (["mode": "all"], 409, "a file is recorded anew from the start only: --mode all"),
        ] as [(JSON, Int, String)])
    func `refuses what it cannot do, by its name`(body: JSON, code: Int, error: String) async throws {
        try await Taped.replay(Taped.polls) { emulator in
            let answer = try await emulator.send(.patch, "/_windtunnel/fixtures", body)
            #expect(answer.code == code)
            #expect(answer.error == error)
        }
    }

    @Test func `is there without a recording too`() async throws {
        try await withEmulator { emulator in
            #expect(try await emulator.fixtures() == ["purpose": "none"])
            let answer = try await emulator.send(.patch, "/_windtunnel/fixtures", ["rewind": true])
            #expect(answer.code == 409 && answer.error == "no recording is replayed")
        }
    }
}

@Suite struct `A spy lets the emulator answer what is not recorded` {
    @Test func `until the emulator has changed an app, which is its own from then on`() async throws {
        try await Taped.replay(Taped.polls, spy: true) { emulator in
            _ = try await emulator.begin()
            #expect(try await emulator.state() == "created")
            // Not recorded, and refused: the emulator has no such app.
            #expect(try await emulator.get("/v1/apps/\(Taped.app)").code == 404)
            #expect(try await emulator.post("/v1/apps/\(Taped.app)/volumes", ["name": "data"]).code == 404)
            #expect(try await emulator.state() == "created")
            // Not recorded either, and made.
            let body: JSON = ["app_name": "live-1", "org_slug": "personal", "network": "mine"]
            #expect(try await emulator.post("/v1/apps", body).code == 201)
            let made = try await emulator.post(
                "/v1/apps/live-1/machines", ["config": ["image": "registry.fly.io/live-1:v14"]])
            #expect(made.code == 200)
            #expect(try made.json["id"]?.stringValue != Taped.machine)
            #expect(try await emulator.state() == "created")
            let document = try await emulator.fixtures()
            #expect(document["spied"] == 4 && document["missed"] == 0)
        }
    }

    @Test func `an app of both belongs to the emulator once it was changed there`() async throws {
        try await Taped.replay(Taped.polls, spy: true) { emulator in
            let body: JSON = ["app_name": .string(Taped.app), "org_slug": "personal", "network": "mine"]
            let made = try await emulator.post("/v1/apps", body)
            #expect(made.code == 201)
            #expect(try await emulator.get("/v1/apps/\(Taped.app)/machines/\(Taped.machine)").code == 404)
            #expect(try await emulator.fixtures()["hits"] == 0)
        }
    }
}

@Suite struct `A recording that cannot be used ends the start` {
    private func failure(_ settings: FixtureSettings) async throws -> String? {
        var setup = EmulatorSetup.instant
        setup.fixtures = settings
        do {
            try await withEmulator(setup) { _ in }
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test func `for a file that is not there`() async throws {
        try await TemporaryFolder.with { folder in
            let path = folder + "/none.har"
            let once = try await failure(FixtureSettings(file: path, purpose: .replay(.once, spy: false)))
            #expect(once == "\(path): there is no such recording; --upstream URL makes one")
            let none = try await failure(FixtureSettings(file: path, purpose: .replay(.none, spy: false)))
            #expect(none == "\(path): cannot be read: No such file or directory")
        }
    }

    @Test func `for one that is truncated, with the entry`() async throws {
        try await Taped.file(Taped.polls) { path in
            let bytes = FileManager.default.contents(atPath: path) ?? Data()
            #expect(FileManager.default.createFile(atPath: path, contents: bytes.prefix(bytes.count / 2)))
            let text = try await failure(FixtureSettings(file: path, purpose: .replay(.once, spy: false)))
            #expect(text == "\(path): entry 5 is truncated")
        }
    }

    @Test(arguments: [
        ("{}}", "the rules are no JSON"), (#"{"hosts":[]}"#, "unknown rule hosts"),
        (#"{"body":"some"}"#, "body is one of normalised, exact, ignored"),
    ])
    func `for rules that are none`(text: String, reason: String) async throws {
        try await Taped.file(Taped.polls) { path in
            let rules = path + ".rules"
            #expect(FileManager.default.createFile(atPath: rules, contents: Data(text.utf8)))
            var settings = FixtureSettings(file: path, purpose: .replay(.none, spy: false))
            settings.rulesFile = rules
            let text = try #require(try await failure(settings))
            #expect(text.hasPrefix("\(rules): \(reason)"))
            settings.rulesFile = path + ".none"
            #expect(try await failure(settings) == "\(path).none: the rules cannot be read")
        }
    }
}
