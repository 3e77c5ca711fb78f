import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import OrderedJSON

/// A client of Fly.io's Machines API and GraphQL API, and of the controls an emulator adds.
///
/// Every call answers a value with typed fields and the whole document beside them. A refusal is a ``FlyError`` with the
/// service's own words, no answer at all an ``UnreachableError``, an answer of another shape a `WireShapeError`.
package struct FlyClient: Sendable {
    private let endpoints: FlyEndpoints
    private let transport: HTTPTransport
    private let token: FlyToken?
    private let world: String?

    /// - Parameters:
    ///   - token: sent with every call; nil sends none, which a few routes allow.
    ///   - world: the emulator's world to act on, whatever the token says.
    package init(endpoints: FlyEndpoints, token: FlyToken?, world: String? = nil, transport: HTTPTransport) {
        self.endpoints = endpoints
        self.token = token
        self.world = world
        self.transport = transport
    }

    /// How long an ordinary call may take: longer than the longest wait of the service, which is a minute.
    private static let patience = Duration.seconds(90)

    /// Calls one of the REST APIs.
    /// - Returns: the answer's document; null for an empty body.
    @discardableResult
    func call(
        _ verb: Verb, _ segments: [String], query: [(String, String)] = [], body: JSON? = nil, of api: API = .machines
    ) async throws -> JSON {
        try await call(verb, segments, query: query, bytes: body?.utf8, of: api)
    }

    /// The same with a body that is written out already.
    /// - Parameter bytes: JSON text.
    @discardableResult
    func call(
        _ verb: Verb, _ segments: [String], query: [(String, String)] = [], bytes: [UInt8]?, of api: API = .machines
    ) async throws -> JSON {
        let base = api == .machines ? endpoints.rest : endpoints.graphQL
        var request = HTTPClientRequest(url: base + PathBuilder.path(segments, query: query))
        request.method = HTTPMethod(rawValue: verb.rawValue)
        if let token {
            request.headers.add(name: "Authorization", value: api == .web ? token.webHeader : token.restHeader)
        }
        return try await exchange(&request, body: bytes).1
    }

    /// Which API a call is of, as that settles its address and how the token is sent.
    enum API {
        /// At the Machines API's address.
        case machines
        /// Releases and their like, beside GraphQL.
        case web
        /// Logs, beside GraphQL, with a token as for machines.
        case logs
    }

    /// Runs a GraphQL operation.
    /// - Returns: the answer's `data`.
    func graphQL(_ query: String, variables: JSON) async throws -> JSON {
        var request = HTTPClientRequest(url: endpoints.graphQL + "/graphql")
        request.method = .POST
        if let token { request.headers.add(name: "Authorization", value: token.graphQLHeader) }
        let (answer, document) = try await exchange(
            &request, body: JSON.object(["query": .string(query), "variables": variables]).utf8)
        if let error = FlyError(graphQL: document, status: answer.status, requestID: answer.requestID) { throw error }
        return document["data"] ?? .null
    }

    private func exchange(
        _ request: inout HTTPClientRequest, body: [UInt8]?
    ) async throws -> (HTTPTransport.Answer, JSON) {
        request.headers.add(name: "User-Agent", value: "windtunnel")
        request.headers.add(name: "Accept", value: "application/json")
        if let world { request.headers.add(name: "Windtunnel-World", value: world) }
        if let body {
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(ByteBuffer(bytes: body))
        }
        let answer = try await transport.exchange(request, limit: Self.patience)
        guard (200..<300).contains(answer.status) else {
            throw FlyError(status: answer.status, body: answer.body, requestID: answer.requestID)
        }
        if answer.body.allSatisfy({ $0 <= 0x20 }) { return (answer, .null) }
        do {
            return (answer, try JSON(parsing: answer.body))
        } catch {
            throw FlyError(
                status: answer.status, message: "the answer is no JSON: \(error)", requestID: answer.requestID)
        }
    }
}

/// The HTTP methods the API uses.
enum Verb: String {
    case get = "GET"
    case post = "POST"
    case patch = "PATCH"
    case delete = "DELETE"
}
