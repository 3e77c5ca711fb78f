import FakeService
import OrderedJSON
import Testing

@testable import WindtunnelCommands

@Suite("Client commands", .timeLimit(.minutes(5)))
struct ClientCommandTests {
    private static let app = #"{"id":"jlyv","name":"demo","status":"pending","organization":{"slug":"personal"}}"#
    private static let volume = #"{"id":"vol_1","name":"data","state":"created","region":"iad","size_gb":1}"#
    private static let machine = """
        {"id":"d892d51f691378","name":"aged-thunder-7371","state":"started","region":"iad","instance_id":"01J",\
        "private_ip":"fdaa::2","config":{"image":"nginx","env":{"A":"1"}},"updated_at":"2026-03-31T06:08:08Z"}
        """
    private static let clock = """
        {"now":"2026-01-01T00:00:00Z","mode":"frozen","speed":1,"stepping":"auto","pending":2}
        """
    private static let advance = """
        {"now":"2026-01-01T00:05:00Z","fired":[{"at":"2026-01-01T00:00:01Z","kind":"transition","app":"demo",\
        "machine":"m","from":"starting","to":"started","cause":"start"}]}
        """

    struct Call: Sendable, CustomTestStringConvertible {
        let arguments: String
        let line: String
        var body: JSON?
        var answer = "{}"

        var testDescription: String { arguments }
    }

    @Test(
        "each asks the one route it is for",
        arguments: [
            Call(
                arguments: "apps create demo --org o --network n", line: "POST /v1/apps",
                body: ["app_name": "demo", "org_slug": "o", "network": "n"], answer: app),
            Call(arguments: "apps list", line: "GET /v1/apps?org_slug=personal", answer: #"{"apps":[]}"#),
            Call(arguments: "app show demo", line: "GET /v1/apps/demo", answer: app),
            Call(arguments: "apps destroy demo", line: "DELETE /v1/apps/demo"),
            Call(arguments: "apps destroy demo --force", line: "DELETE /v1/apps/demo?force=true"),
            Call(
                arguments: "volumes create demo data --region iad --size 1 --snapshot vs_1",
                line: "POST /v1/apps/demo/volumes",
                body: ["name": "data", "region": "iad", "size_gb": 1, "snapshot_id": "vs_1"], answer: volume),
            Call(arguments: "volumes list demo", line: "GET /v1/apps/demo/volumes", answer: "[]"),
            Call(arguments: "volumes destroy demo vol_1", line: "DELETE /v1/apps/demo/volumes/vol_1", answer: volume),
            Call(
                arguments: "machines create demo nginx --name n --skip-launch", line: "POST /v1/apps/demo/machines",
                body: ["name": "n", "config": ["image": "nginx"], "skip_launch": true], answer: machine),
            Call(
                arguments: "machines list demo --state started,stopped --include-deleted --metadata k=v",
                line: "GET /v1/apps/demo/machines?state=started%2Cstopped&include_deleted=true&metadata.k=v",
                answer: "[]"),
            Call(arguments: "machine show demo m", line: "GET /v1/apps/demo/machines/m", answer: machine),
            Call(arguments: "machines start demo m", line: "POST /v1/apps/demo/machines/m/start"),
            Call(arguments: "machines stop demo m", line: "POST /v1/apps/demo/machines/m/stop"),
            Call(
                arguments: "machines stop demo m --signal SIGTERM --timeout 10s",
                line: "POST /v1/apps/demo/machines/m/stop", body: ["signal": "SIGTERM", "timeout": "10s"]),
            Call(arguments: "machines suspend demo m", line: "POST /v1/apps/demo/machines/m/suspend"),
            Call(
                arguments: "machines restart demo m --force --timeout 5s",
                line: "POST /v1/apps/demo/machines/m/restart?force_stop=true&timeout=5s"),
            Call(
                arguments: "machines destroy demo m --force",
                line: "DELETE /v1/apps/demo/machines/m?force=true&kill=true"),
            Call(
                arguments: "machines wait demo m --state stopped --timeout 5",
                line: "GET /v1/apps/demo/machines/m/wait?state=stopped&timeout=5", answer: #"{"ok":true}"#),
            Call(
                arguments: "machines events demo m --limit 5", line: "GET /v1/apps/demo/machines/m/events?limit=5",
                answer: "[]"),
            Call(arguments: "regions list", line: "GET /v1/platform/regions", answer: #"{"Regions":[]}"#),
            Call(arguments: "healthcheck", line: "GET /_windtunnel/health", answer: #"{"status":"ok"}"#),
            Call(arguments: "world list", line: "GET /_windtunnel/worlds", answer: #"{"worlds":[]}"#),
            Call(
                arguments: "world create w --seed 18446744073709551615 --profile instant",
                line: "POST /_windtunnel/worlds",
                body: [
                    "name": "w", "seed": .number(JSONNumber(text: "18446744073709551615")), "profile": "instant",
                ]),
            Call(arguments: "world fork w c", line: "POST /_windtunnel/worlds/w/fork", body: ["name": "c"]),
            Call(arguments: "world snapshot w s", line: "POST /_windtunnel/worlds/w/snapshots", body: ["name": "s"]),
            Call(
                arguments: "world restore w s", line: "POST /_windtunnel/worlds/w/restore", body: ["snapshot": "s"]),
            Call(arguments: "world reset w", line: "POST /_windtunnel/worlds/w/reset"),
            Call(arguments: "world delete w", line: "DELETE /_windtunnel/worlds/w"),
            Call(arguments: "clock show", line: "GET /_windtunnel/clock", answer: clock),
            Call(arguments: "clock freeze", line: "PATCH /_windtunnel/clock", body: ["mode": "frozen"], answer: clock),
            Call(arguments: "clock run", line: "PATCH /_windtunnel/clock", body: ["mode": "running"], answer: clock),
            Call(arguments: "clock speed 10", line: "PATCH /_windtunnel/clock", body: ["speed": 10], answer: clock),
            Call(arguments: "clock speed 0.5", line: "PATCH /_windtunnel/clock", body: ["speed": 0.5], answer: clock),
            Call(
                arguments: "clock advance 5m", line: "POST /_windtunnel/clock/advance", body: ["by": "5m"],
                answer: advance),
            Call(
                arguments: "clock advance --to 2026-01-01T00:05:00Z", line: "POST /_windtunnel/clock/advance",
                body: ["to": "2026-01-01T00:05:00Z"], answer: advance),
            Call(
                arguments: "clock advance --until-idle", line: "POST /_windtunnel/clock/advance",
                body: ["until": "idle"], answer: advance),
            Call(arguments: "clock step", line: "POST /_windtunnel/clock/step", answer: advance),
        ])
    func route(call: Call) async throws {
        let words = call.arguments.split(separator: " ").map(String.init)
        let (outcome, requests) = try await windtunnel(words, answers: [call.line: .json(call.answer)])
        #expect(outcome.status == 0, "\(outcome.err)")
        #expect(requests.map(\.line) == [call.line])
        #expect(requests.first?.json == call.body)
    }

    @Test("a list is a table for people and the service's documents for programs")
    func list() async throws {
        let answers = ["GET /v1/apps/demo/machines": CannedAnswer.json("[\(Self.machine)]")]
        let table = try await windtunnel(["machines", "list", "demo"], answers: answers).outcome
        #expect(
            table.out == """
                ID              NAME               STATE    REGION  IMAGE  PRIVATE IP  UPDATED
                d892d51f691378  aged-thunder-7371  started  iad     nginx  fdaa::2     2026-03-31T06:08:08Z

                """)
        #expect(table.err.isEmpty)
        let json = try await windtunnel(["machines", "list", "demo", "--json"], answers: answers).outcome
        #expect(try JSON(parsing: json.out) == [JSON(parsing: Self.machine)])
    }

    @Test("one thing is shown a line a value, without the empty ones")
    func details() async throws {
        let outcome = try await windtunnel(
            ["apps", "show", "demo"], answers: ["GET /v1/apps/demo": .json(Self.app)]
        ).outcome
        #expect(outcome.out == "NAME          demo\nSTATUS        pending\nORGANIZATION  personal\n")
    }

    @Test("an action is confirmed beside the data, or answered with a document")
    func action() async throws {
        let answers: [String: CannedAnswer] = [
            "POST /v1/apps/demo/machines/a/start": .json("{}"), "POST /v1/apps/demo/machines/b/start": .json("{}"),
        ]
        let words = ["machines", "start", "demo", "a", "b"]
        #expect(
            try await windtunnel(words, answers: answers).outcome
                == Outcome(status: 0, out: "", err: "starting machine a\nstarting machine b\n"))
        #expect(
            try await windtunnel(words + ["--json"], answers: answers).outcome
                == Outcome(status: 0, out: "{\n  \"ok\": true\n}\n", err: ""))
    }

    @Test("run creates, waits until the machine is started, and shows it as it then is")
    func run() async throws {
        let created = Self.machine.replacing("\"started\"", with: "\"created\"")
        let id = "d892d51f691378"
        let (outcome, requests) = try await windtunnel(
            ["machines", "run", "demo", "nginx", "--json"],
            answers: [
                "POST /v1/apps/demo/machines": .json(created),
                "GET /v1/apps/demo/machines/\(id)/wait?state=started&timeout=60": .json(#"{"ok":true}"#),
                "GET /v1/apps/demo/machines/\(id)": .json(Self.machine),
            ])
        #expect(outcome.status == 0)
        #expect(requests.map(\.method) == ["POST", "GET", "GET"])
        #expect(try JSON(parsing: outcome.out)["state"] == "started")
        #expect(outcome.err == "created machine \(id), waiting until it is started\n")
    }

    @Test("run does not wait for what it does not launch")
    func runSkipLaunch() async throws {
        let (outcome, requests) = try await windtunnel(
            ["machines", "run", "demo", "nginx", "--skip-launch"],
            answers: ["POST /v1/apps/demo/machines": .json(Self.machine)])
        #expect(outcome.status == 0)
        #expect(requests.count == 1)
    }

    @Test("update lays flags over the present configuration and names the version it saw")
    func update() async throws {
        let (outcome, requests) = try await windtunnel(
            ["machines", "update", "demo", "m", "--image", "nginx:2", "--env", "B=2"],
            answers: [
                "GET /v1/apps/demo/machines/m": .json(Self.machine),
                "POST /v1/apps/demo/machines/m": .json(Self.machine),
            ])
        #expect(outcome.status == 0)
        #expect(
            requests.last?.json == [
                "config": ["image": "nginx:2", "env": ["A": "1", "B": "2"]], "current_version": "01J",
            ])
    }

    @Test("addresses are allocated, listed and released through GraphQL")
    func addresses() async throws {
        let allocated = #"{"data":{"allocateIpAddress":{"app":{"sharedIpAddress":"66.241.124.7"},"ipAddress":null}}}"#
        let shown = try await windtunnel(
            ["ips", "allocate", "demo", "--type", "shared_v4"], answers: ["POST /graphql": .json(allocated)])
        #expect(shown.outcome.out == "ADDRESS  66.241.124.7\nTYPE     shared_v4\n")
        let released = try await windtunnel(
            ["ips", "release", "demo", "66.241.124.7"],
            answers: ["POST /graphql": .json(#"{"data":{"releaseIpAddress":{"clientMutationId":null}}}"#)])
        #expect(released.outcome.err == "released 66.241.124.7\n")
        #expect(released.requests.first?.json?["variables"] == ["input": ["appId": "demo", "ip": "66.241.124.7"]])
    }

    @Test("what a clock's move made happen is a table and the time")
    func clockAdvance() async throws {
        let outcome = try await windtunnel(
            ["clock", "advance", "5m"], answers: ["POST /_windtunnel/clock/advance": .json(Self.advance)]
        ).outcome
        #expect(
            outcome.out == """
                AT                    KIND        APP   MACHINE  CHANGE               CAUSE
                2026-01-01T00:00:01Z  transition  demo  m        starting -> started  start
                now 2026-01-01T00:05:00Z

                """)
    }

    @Test("a clock is moved in exactly one way", arguments: ["", "5m --until-idle", "--to x --until-idle", "5"])
    func clockUsage(arguments: String) async {
        let words = ["clock", "advance"] + arguments.split(separator: " ").map(String.init)
        #expect(await windtunnel(words).status == 2)
    }

    @Test("events show the exit code and the time")
    func events() async throws {
        let events = """
            [{"id":"01E","type":"exit","status":"stopped","source":"flyd","timestamp":1774937288123,
              "request":{"exit_event":{"exit_code":137}}}]
            """
        let outcome = try await windtunnel(
            ["machines", "events", "demo", "m"], answers: ["GET /v1/apps/demo/machines/m/events": .json(events)]
        ).outcome
        #expect(
            outcome.out == """
                TIME                      TYPE  STATUS   SOURCE  EXIT  ID
                2026-03-31T06:08:08.123Z  exit  stopped  flyd    137   01E

                """)
    }
}
