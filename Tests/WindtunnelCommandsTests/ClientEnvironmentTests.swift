import ArgumentParser
import FakeService
import OrderedJSON
import Testing

@testable import WindtunnelCommands

@Suite("The environment of clients")
struct ClientEnvironmentTests {
    private static let emulator = EmulatorAddresses(
        url: "http://127.0.0.1:4280", proxyPort: 4281, certificateAuthority: "/tmp/my ca/ca.pem")

    @Test("points every common client at the emulator")
    func whole() {
        let environment = ClientEnvironment.variables(
            for: Self.emulator, token: "wt_default", configurationFolder: "/tmp/x/flyctl")
        #expect(
            environment.shellLines(keepingToken: false).joined(separator: "\n") == """
                export WINDTUNNEL_URL=http://127.0.0.1:4280
                export FLY_API_TOKEN=wt_default
                export FLY_API_HOSTNAME=https://api.machines.dev
                export FLY_API_BASE_URL=http://127.0.0.1:4280
                export FLY_FLAPS_BASE_URL=http://127.0.0.1:4280
                export FLY_UIEX_BASE_URL=http://127.0.0.1:4280
                export HTTPS_PROXY=http://127.0.0.1:4281
                export HTTP_PROXY=http://127.0.0.1:4281
                export https_proxy=http://127.0.0.1:4281
                export http_proxy=http://127.0.0.1:4281
                export NO_PROXY=localhost,127.0.0.1,::1
                export no_proxy=localhost,127.0.0.1,::1
                export CURL_CA_BUNDLE='/tmp/my ca/ca.pem'
                export SSL_CERT_FILE='/tmp/my ca/ca.pem'
                export REQUESTS_CA_BUNDLE='/tmp/my ca/ca.pem'
                export NODE_EXTRA_CA_CERTS='/tmp/my ca/ca.pem'
                export FLY_CONFIG_DIR=/tmp/x/flyctl
                export FLY_NO_UPDATE_CHECK=1
                export FLY_NO_INCIDENTS_CHECK=1
                export CI=1
                export FLY_SEND_METRICS=0
                export FLY_SYNTHETICS_AGENT=0
                export FLY_TRACE_COLLECTOR_URL=127.0.0.1
                unset FLY_ACCESS_TOKEN
                unset FLY_METRICS_TOKEN
                """)
    }

    @Test("without a proxy the real name cannot work, so the URL stands in its place")
    func urlOnly() {
        let environment = ClientEnvironment.variables(
            for: EmulatorAddresses(url: "http://127.0.0.1:9"), token: nil, configurationFolder: nil)
        let lines = environment.shellLines(keepingToken: true)
        #expect(lines.contains("export FLY_API_HOSTNAME=http://127.0.0.1:9"))
        #expect(!lines.contains { $0.contains("PROXY") || $0.contains("CERT") || $0.contains("TOKEN") })
    }

    @Test("a real token goes no further, in neither of the two variables that flyctl reads")
    func token() {
        let real = ["FLY_API_TOKEN": "fm2_a", "FLY_ACCESS_TOKEN": "fm2_b", "HOME": "/root", "FLY_ORG": "o"]
        let environment = ClientEnvironment.variables(for: Self.emulator, token: "wt_w", configurationFolder: nil)
        let applied = environment.applied(to: real, keepingToken: false)
        #expect(applied["FLY_API_TOKEN"] == "wt_w")
        #expect(applied["FLY_ACCESS_TOKEN"] == nil)
        #expect(applied["HOME"] == "/root")
        #expect(applied["FLY_ORG"] == "o")
        let kept = ClientEnvironment.variables(for: Self.emulator, token: nil, configurationFolder: nil)
            .applied(to: real, keepingToken: true)
        #expect(kept["FLY_API_TOKEN"] == "fm2_a")
        #expect(kept["FLY_ACCESS_TOKEN"] == "fm2_b")
    }

    @Test(
        "the token names the world, unless the caller keeps its own",
        arguments: [
            ([], [:], "wt_default"), (["--world", "w1"], [:], "wt_w1"), ([], ["FLY_API_TOKEN": "x"], "wt_default"),
            (["--keep-token"], ["FLY_API_TOKEN": "x"], nil), (["--keep-token"], ["FLY_ACCESS_TOKEN": "x"], nil),
            (["--keep-token"], [:], "wt_default"), (["--keep-token"], ["FLY_API_TOKEN": ""], "wt_default"),
        ] as [([String], [String: String], String?)])
    func choice(arguments: [String], environment: [String: String], token: String?) throws {
        #expect(try TokenOptions.parse(arguments).token(in: environment) == token)
    }

    @Test("env prints what the port file knows, once the emulator answers")
    func env() async throws {
        try await FakeService.serving(["GET /_windtunnel/health": .json(#"{"status":"ok"}"#)]) { service in
            let ports = """
                {"http":\(service.port),"https":2,"proxy":4281,"pid":1,"ca":"/x/ca.pem"}
                """
            try await withFolder([".windtunnel/ports.json": ports, "other.json": ports]) { folder async throws in
                let found = await windtunnel(["env"], folder: folder)
                #expect(found.status == 0)
                #expect(found.out.hasPrefix("export WINDTUNNEL_URL=\(service.url)\nexport FLY_API_TOKEN=wt_default\n"))
                #expect(found.out.contains("export SSL_CERT_FILE=/x/ca.pem\n"))
                #expect(found.out.contains("export FLY_CONFIG_DIR=\(folder)/.windtunnel/flyctl\n"))
                #expect(found.out.hasSuffix("unset FLY_METRICS_TOKEN\n"))
                #expect(found.err.isEmpty)
                let named = await windtunnel(["env", "--port-file", "other.json", "--json"], folder: folder)
                let document = try JSON(parsing: named.out)
                #expect(document["HTTPS_PROXY"] == "http://127.0.0.1:4281")
                #expect(document["FLY_CONFIG_DIR"] == nil)
            }
        }
    }

    @Test("env says how to start one when there is none")
    func noEmulator() async {
        let outcome = await windtunnel(["env", "--data", "d"])
        #expect(
            outcome
                == Outcome(
                    status: 3, out: "",
                    err: "windtunnel: no emulator has written d/ports.json; start one with: windtunnel serve\n"))
    }
}
