import Fixtures
import FlyClient

/// Where the requests of a recording go, and as whom.
struct DiffTarget: Sendable {
    /// What takes them all; nil sends each to the host that is recorded, as the real service has several.
    let base: String?
    let token: FlyToken?
    /// Of an emulator, one of its own.
    let world: String?
    /// Authorizations that the recorded service refused; they are sent as they stand.
    private let refused: Set<String>

    init(_ recording: Recording, base: String?, token: FlyToken?, world: String?) {
        self.base = base
        self.token = token
        self.world = world
        refused = Self.refused(recording)
    }

    /// Where the real Machines API is.
    static let real = "https://api.machines.dev"

    /// A request as this target gets it.
    func request(_ recorded: RecordedRequest) -> VerbatimRequest {
        let url = RecordedURL(recorded.url)
        var headers: [(name: String, value: String)] = []
        for field in recorded.headers.fields where !Self.perConnection.contains(field.name.lowercased()) {
            let isAuthorization = field.name.lowercased() == "authorization"
            if isAuthorization, !url.isApp, !refused.contains(field.value) {
                guard let token else { continue }
                headers.append((field.name, token.header(for: url)))
            } else if base != nil || field.name.lowercased() != "accept-encoding" {
                headers.append((field.name, field.value))
            }
        }
        guard let base else {
            return VerbatimRequest(
                method: recorded.method, url: recorded.url, headers: headers, body: recorded.body?.bytes)
        }
        if !url.isApp, let world { headers.append(("Windtunnel-World", world)) }
        headers.append(("Host", host(of: url)))
        return VerbatimRequest(
            method: recorded.method, url: base + url.target, headers: headers, body: recorded.body?.bytes)
    }

    /// The name by which the target knows the host of a URL. An app in a world of an emulator has one of its own.
    private func host(of url: RecordedURL) -> String {
        guard let world, let app = url.app else { return url.host }
        return "\(app).\(world).localhost"
    }

    /// What came, with the names in it that the recording has for them.
    func translated(_ response: RecordedResponse, to request: RecordedRequest) -> RecordedResponse {
        let url = RecordedURL(request.url)
        let host = host(of: url)
        guard host != url.host else { return response }
        var result = response
        let text = String(decoding: response.bytes, as: UTF8.self)
        if text.contains(host) { result.content = .whole(Array(text.replacing(host, with: url.host).utf8)) }
        for index in result.headers.fields.indices {
            result.headers.fields[index].value.replace(host, with: url.host)
        }
        return result
    }

    /// Headers that each connection and each body makes anew, and the one that names a world of the recorded run.
    private static let perConnection: Set<String> = [
        "connection", "keep-alive", "transfer-encoding", "te", "trailer", "upgrade", "content-length", "host", "expect",
        "windtunnel-world",
    ]

    /// Tokens that never got anything but 401 are no stand-ins for a good one.
    private static func refused(_ recording: Recording) -> Set<String> {
        var refused: Set<String> = []
        var taken: Set<String> = []
        for interaction in recording.interactions where !RecordedURL(interaction.request.url).isApp {
            guard let value = interaction.request.headers["authorization"] else { continue }
            if interaction.response.status == 401 { refused.insert(value) } else { taken.insert(value) }
        }
        return refused.subtracting(taken)
    }

    /// Whether the recorded service checked tokens: it refused somebody.
    static func checksTokens(_ recording: Recording) -> Bool {
        recording.interactions.contains { $0.response.status == 401 && !RecordedURL($0.request.url).isApp }
    }
}

/// The parts of a recorded URL that say where it goes.
struct RecordedURL {
    let host: String
    /// Path and query.
    let target: String

    init(_ url: String) {
        let rest = url.firstRange(of: "://").map { url[$0.upperBound...] } ?? url[...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        host = String(authority)
        let target = rest.dropFirst(authority.count)
        self.target = target.hasPrefix("/") ? String(target) : "/" + target
    }

    /// The app whose own traffic this is; nil for the API's.
    var app: String? {
        let name = host.prefix { $0 != ":" }
        let suffix = [".fly.dev", ".fly.localhost", ".localhost", ".flycast"].first { name.hasSuffix($0) }
        return suffix.map { String(name.dropLast($0.count).prefix { $0 != "." }) }
    }

    var isApp: Bool { app != nil || target.hasPrefix("/_app/") }
}

extension FlyToken {
    fileprivate func header(for url: RecordedURL) -> String {
        if url.target.hasPrefix("/graphql") { return graphQLHeader }
        return url.target.hasPrefix("/api/v1") ? webHeader : restHeader
    }
}
