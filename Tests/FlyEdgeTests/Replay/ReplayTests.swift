import HTTPTypes
import MachineRules
import OrderedJSON
import Testing

@testable import FlyEdge

@Suite("What a program may say of a replay")
struct ReplayTests {
    @Test("Fields stand between semicolons, in any order and case of their names")
    func readsHeader() throws {
        let replay = try Replay(
            header:
                #" Region="ord, iad" ; app=other;instance=i; prefer_instance=p;state=a=b,c;elsewhere=true;timeout=1.5s;fallback=prefer_self; "#
        )
        #expect(replay.app == "other")
        #expect(replay.regions == ["ord", "iad"])
        #expect(replay.instance == "i")
        #expect(replay.preferredInstance == "p")
        #expect(replay.state == "a=b,c")
        #expect(replay.isElsewhere)
        #expect(replay.timeout == .milliseconds(1500))
        #expect(replay.fallback == .preferSelf)
    }

    @Test("Quotes keep semicolons and commas together")
    func readsQuotes() throws {
        #expect(try Replay(header: #"state="a;b,c""#).state == "a;b,c")
    }

    @Test(
        "What cannot be read is a mistake",
        arguments: [
            "", " ; ", "region", "region=ord;x", "=ord", #"state="open"#, #"state=a"b"#, "timeout=10", "timeout=-1s",
            "fallback=self",
        ])
    func refuses(header: String) {
        #expect(throws: Replay.Mistake.self) { try Replay(header: header) }
    }

    @Test("What nobody knows is left alone, and so is what is empty")
    func ignores() throws {
        let replay = try Replay(header: "state=x;colour=red;region=;elsewhere=no")
        #expect(replay == (try Replay(header: "state=x")))
        #expect(replay.regions == nil)
    }

    @Test("The document has the same fields")
    func readsDocument() throws {
        let document: JSON = [
            "app": "other", "region": ["ord", "iad"], "instance": .null, "elsewhere": true, "timeout": "800ms",
            "fallback": "force_self", "state": "s", "cache": ["prefix": "/"],
        ]
        let replay = try Replay(document: document)
        let header = try Replay(
            header: #"app=other;region="ord,iad";elsewhere=true;timeout=800ms;fallback=force_self;state=s"#)
        #expect(replay == header)
    }

    @Test(
        "A document that is none, or whose transform cannot be done, is a mistake",
        arguments: [
            "x", ["timeout": "soon"], ["transform": ["path": "nowhere"]],
            ["transform": ["set_headers": [["value": "1"]]]],
        ] as [JSON])
    func refusesDocument(document: JSON) {
        #expect(throws: Replay.Mistake.self) { try Replay(document: document) }
    }

    @Test("A wish follows from it")
    func wishes() throws {
        let wish = try Replay(header: "region=eu;elsewhere=true").wish(from: "d0")
        #expect(wish.isRegionForced)
        #expect(wish.regions.contains("lhr"))
        #expect(wish.besides == ["d0"])
        let other = try Replay(header: "prefer_instance=d1").wish(from: "d0")
        #expect(other.preferredInstance == "d1")
        #expect(!other.isRegionForced)
        #expect(other.besides.isEmpty)
    }

    @Test("A request that comes back goes to whom it came from, or to whom it prefers")
    func comesBack() throws {
        #expect(try Replay(header: "region=ord;fallback=force_self").homeWish(to: "d0").instance == "d0")
        #expect(try Replay(header: "region=ord;fallback=prefer_self").homeWish(to: "d0").preferredInstance == "d0")
    }
}

@Suite("Which requests a remembered replay is for")
struct ReplayPatternTests {
    @Test(
        "A pattern names a host, a path, or both; a star stands for any rest",
        arguments: [
            ("/a", "demo.fly.dev", "/a", true), ("/a", "demo.fly.dev", "/a/b", false),
            ("/a*", "x", "/ab", true), ("/a/*", "x", "/a", false), ("demo.fly.dev/a/*", "demo.fly.dev", "/a/b", true),
            ("DEMO.fly.dev/a/*", "demo.fly.dev", "/a/b", true), ("demo.fly.dev/a/*", "other.fly.dev", "/a/b", false),
            ("demo.fly.dev", "demo.fly.dev", "/", true), ("demo.fly.dev/*", "demo.fly.dev", "/any", true),
            ("*", "x", "/any", true),
        ])
    func fits(pattern: String, host: String, path: String, fits: Bool) {
        #expect(ReplayPattern(pattern).fits(host: host, path: Substring(path)) == fits)
    }

    @Test("An order is read from headers and from a document")
    func readsOrder() {
        let headers: HTTPFields = [
            .replayCache: "/a*", .replayCacheTTL: "30", .replayCacheAllowBypass: "yes",
        ]
        let order = ReplayCacheOrder.keep(ReplayPattern("/a*"), ttl: .seconds(30), allowsBypass: true)
        #expect(ReplayCacheOrder(headers) == order)
        #expect(ReplayCacheOrder(["prefix": "/a", "ttl": 30, "allow_bypass": true] as JSON) == order)
        #expect(ReplayCacheOrder([.replayCache: "invalidate"]) == .invalidate)
        #expect(ReplayCacheOrder(["invalidate": true] as JSON) == .invalidate)
        #expect(ReplayCacheOrder(HTTPFields()) == nil)
        #expect(ReplayCacheOrder([:] as JSON) == nil)
    }

    @Test("Nothing is kept for less than ten seconds", arguments: [("1", 10), ("10", 10), ("11", 11), ("x", 60)])
    func keepsLongEnough(ttl: String, seconds: Int) {
        let order = ReplayCacheOrder([.replayCache: "/", .replayCacheTTL: ttl] as HTTPFields)
        #expect(order == .keep(ReplayPattern("/"), ttl: .seconds(seconds), allowsBypass: false))
    }

    @Test("A session is named by a cookie or a header under a path")
    func namesSessions() throws {
        let cookie = try #require(ReplaySessionRule(["type": "cookie", "name": "sid", "path_prefix": "/app"]))
        let headers: HTTPFields = [.cookie: "a=1; sid=42; b=2"]
        #expect(cookie.session(of: headers, path: "/app/x") == "42")
        #expect(cookie.session(of: headers, path: "/x") == nil)
        #expect(cookie.session(of: [.cookie: "asid=1"], path: "/app") == nil)
        #expect(ReplaySessionRule(["type": "word", "name": "sid"]) == nil)
        #expect(ReplaySessionRule(["type": "cookie"]) == nil)
    }
}
