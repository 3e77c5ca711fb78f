import HTTPTypes
import Logging
import OrderedJSON
import SwiftASN1
import Testing
import Windtunnel
import WindtunnelTestSupport
import X509

/// Services of apps at ports of their own (`serve --publish APP:PORT=LOCALPORT`).
@Suite(.timeLimit(.minutes(5))) struct PublishedServices {
    /// Runs `body` with the app `demo`, whose machine's service has these ports.
    private static func withService(
        _ ports: JSON, metadata: JSON = [:], apps: [String: String] = [:],
        _ body: @escaping @Sendable (RunningWindtunnel, _ published: Int) async throws -> Void
    ) async throws {
        var configuration = WindtunnelConfiguration()
        configuration.storage = .memory
        (configuration.port, configuration.tlsPort, configuration.proxyPort) = (0, 0, 0)
        configuration.apps = apps
        configuration.published = [.init(app: "demo", port: 5432, localPort: 0)]
        let config: JSON = [
            "image": "demo", "metadata": metadata,
            "services": [
                ["protocol": "tcp", "internal_port": 5432, "autostart": true, "autostop": "stop", "ports": ports]
            ],
        ]
        let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        try await withWindtunnel(configuration, logger: silent) { running in
            try await LiveClient.with(port: running.httpPort) { client in
                _ = try await client.send(.post, "/v1/apps", ["app_name": "demo", "org_slug": "personal"])
                let made = try await client.send(
                    .post, "/v1/apps/demo/machines", ["config": config, "skip_launch": true])
                #expect(made.code == 200)
            }
            try await body(running, try #require(running.published["demo:5432"]))
        }
    }

    @Test func `bytes pass as they are, and wake the machine`() async throws {
        try await Self.withService([["port": 5432]]) { _, port in
            let client = try await Peer.connect(port: port)
            try await client.send("no HTTP at all;")
            #expect(await client.read(until: ";") == "no HTTP at all;")
            try await client.endSending()
            #expect(await client.readToEnd() == "")
        }
    }

    @Test(arguments: [[], ["proxy_proto"]])
    func `a server gets the bytes, told whose they are where it asks`(handlers: [String]) async throws {
        try await PeerServer.with { server in
            let url = "http://127.0.0.1:\(server.port)"
            let ports: JSON = [["port": 5432, "handlers": .array(handlers.map { .string($0) })]]
            try await Self.withService(ports, metadata: ["windtunnel_upstream": .string(url)], apps: ["other": url]) {
                _, port in
                let client = try await Peer.connect(port: port)
                try await client.send("query;")
                let peer = try await server.accept()
                let sent = await peer.read(until: ";")
                if handlers.isEmpty {
                    #expect(sent == "query;")
                } else {
                    let own = try #require(await client.localPort)
                    #expect(sent == "PROXY TCP4 127.0.0.1 127.0.0.1 \(own) 5432\r\nquery;")
                }
                try await peer.send("rows;")
                #expect(await client.read(until: ";") == "rows;")
                try await peer.close()
                #expect(await client.readToEnd() == "")
            }
        }
    }

    @Test func `with the handler http requests are read`() async throws {
        try await Self.withService([["port": 5432, "handlers": ["http"]]]) { _, port in
            try await LiveClient.with(port: port) { client in
                let answer = try await client.send(.get, "/path", host: "whatever.example")
                #expect(answer.code == 200)
                #expect(try answer.json["path"] == "/path")
                #expect(answer.requestID != nil)
            }
        }
    }

    @Test func `with tls and http they are read from TLS`() async throws {
        try await Self.withService([["port": 5432, "handlers": ["tls", "http"]]]) { running, port in
            try await LiveClient.with(tlsPort: port, trusting: running.certificateAuthority) { client in
                let answer = try await client.send(.get, "/path")
                #expect(answer.httpVersion == "HTTP/1.1")
                #expect(try answer.json["path"] == "/path")
            }
        }
    }

    @Test(arguments: [80, 5431]) func `a connection nobody serves is closed`(other: Int) async throws {
        try await Self.withService([["port": .int(other)]]) { _, port in
            let client = try await Peer.connect(port: port)
            #expect(await client.readToEnd() == "")
        }
    }

    @Test func `a connection to a server that does not run is closed`() async throws {
        let url = try await PeerServer.with { "http://127.0.0.1:\($0.port)" }
        try await Self.withService(
            [["port": 5432]], metadata: ["windtunnel_upstream": .string(url)], apps: ["other": url]
        ) { _, port in
            let client = try await Peer.connect(port: port)
            #expect(await client.readToEnd() == "")
        }
    }

    @Test func `a connection is cut when its machine stops`() async throws {
        try await Self.withService([["port": 5432]]) { running, port in
            let client = try await Peer.connect(port: port)
            try await client.send("x;")
            _ = await client.read(until: ";")
            try await LiveClient.with(port: running.httpPort) { api in
                let machines = try await api.send(.get, "/v1/apps/demo/machines").json
                let id = try #require(machines[0]?["id"]?.stringValue)
                #expect(machines[0]?["state"] == "started")
                _ = try await api.send(.post, "/v1/apps/demo/machines/\(id)/stop")
            }
            #expect(await client.readToEnd() == "")
        }
    }
}

/// Whose certificate the https listener presents.
@Suite(.timeLimit(.minutes(5))) struct PresentedCertificates {
    @Test func `an uploaded certificate is presented for its host name, and for no other`() async throws {
        var configuration = WindtunnelConfiguration()
        configuration.storage = .memory
        (configuration.port, configuration.tlsPort, configuration.proxyPort) = (0, 0, 0)
        let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        try await withWindtunnel(configuration, logger: silent) { running in
            let chain = try TestChain(names: ["*.example.com"], from: -2000, to: 3650)
            try await LiveClient.with(port: running.httpPort) { client in
                _ = try await client.send(.post, "/v1/apps", ["app_name": "demo", "org_slug": "personal"])
                let made = try await client.send(
                    .post, "/v1/apps/demo/certificates/custom", chain.body(for: "*.example.com"))
                #expect(made.code == 201)
            }
            let uploaded = try Certificate(pemEncoded: chain.leaf)
            for (name, isUploaded) in [("www.example.com", true), ("WWW.example.com", true), ("demo.fly.dev", false)] {
                let bytes = try await Handshake.certificate(port: running.httpsPort, name: name)
                #expect(try (Certificate(derEncoded: bytes) == uploaded) == isUploaded, "\(name)")
            }
        }
    }
}

/// HTTP/2 on the https listener.
@Suite(.timeLimit(.minutes(5))) struct HTTP2 {
    private static func withApp(
        metadata: JSON = [:], _ body: @escaping @Sendable (LiveClient) async throws -> Void
    ) async throws {
        var configuration = WindtunnelConfiguration()
        configuration.storage = .memory
        (configuration.port, configuration.tlsPort, configuration.proxyPort) = (0, 0, 0)
        let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        try await withWindtunnel(configuration, logger: silent) { running in
            try await LiveClient.with(tlsPort: running.httpsPort, trusting: running.certificateAuthority) { client in
                _ = try await client.send(.post, "/v1/apps", ["app_name": "demo", "org_slug": "personal"])
                var config = try #require(TestConfig.served().objectValue)
                config["metadata"] = metadata
                let made = try await client.send(.post, "/v1/apps/demo/machines", ["config": .object(config)])
                #expect(made.httpVersion == "HTTP/2.0")
                #expect(made.code == 200)
                try await body(client)
            }
        }
    }

    @Test func `the API and the apps speak it`() async throws {
        try await Self.withApp { client in
            let answer = try await client.send(.post, "/_app/demo/path", ["a": 1])
            #expect(answer.httpVersion == "HTTP/2.0")
            #expect(answer.code == 200)
            #expect(try answer.json["path"] == "/path")
            #expect(try answer.json["body"] == #"{"a":1}"#)
            #expect(answer.headers.allSatisfy { $0.name.rawName == $0.name.rawName.lowercased() })
            #expect(answer.header("connection") == nil)
        }
    }

    @Test func `a stream passes line by line, beside other requests`() async throws {
        try await Self.withApp { client in
            _ = try await client.send(.post, "/v1/apps", ["app_name": "tools", "org_slug": "personal"])
            let volume: JSON = ["name": "data", "region": "iad", "size_gb": 1]
            _ = try await client.send(.post, "/v1/apps/tools/volumes", volume)
            let machine: JSON = ["region": "iad", "config": TestConfig.wrap()]
            #expect(try await client.send(.post, "/v1/apps/tools/machines", machine).code == 200)
            try await client.stream("/_app/tools/", host: "localhost") { stream in
                #expect(stream.code == 200)
                for id in 1...3 {
                    let ping: JSON = ["jsonrpc": "2.0", "id": .int(id), "method": "ping"]
                    #expect(try await client.send(.post, "/_app/tools/", ping).code == 202)
                    let line = try #require(await stream.line())
                    #expect(line.contains(#""id":\#(id)"#))
                }
            }
        }
    }

    @Test func `many large answers at a time come whole`() async throws {
        try await Self.withApp(metadata: ["windtunnel_echo": #"{"body_bytes":3000000}"#]) { client in
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 1...8 {
                    group.addTask { try await client.send(.get, "/_app/demo/").bytes.count }
                }
                for try await count in group { #expect(count == 3_000_000) }
            }
        }
    }
}
