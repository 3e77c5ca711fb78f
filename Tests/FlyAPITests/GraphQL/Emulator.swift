import HTTPTypes
import Hummingbird
import HummingbirdTesting
import MachineRules
import NIOCore
import OrderedJSON
import Simulation

@testable import FlyAPI

/// The API over one world in memory, asked in process.
struct Emulator {
    /// 2026-08-01T12:00:00Z, when everything in the tests happens.
    static let time = Timestamp(milliseconds: 1_785_585_600_000)

    let worlds = Worlds(
        location: .memory(temporaryFolder: "/nonexistent"),
        rules: WorldRules(profile: .instant, speed: 1, seed: 1, exitAtBoot: { _ in nil }),
        wall: WallClock { Emulator.time }
    )

    struct Answer {
        let status: HTTPResponse.Status
        let headers: HTTPFields
        let text: String

        var json: JSON { get throws { try JSON(parsing: text) } }
        var data: JSON { get throws { try json["data"] ?? .null } }
        var errors: [JSON] { get throws { try json["errors"]?.arrayValue ?? [] } }
    }

    var world: World {
        get async throws { try await worlds.world(Worlds.defaultName) }
    }

    /// Makes an app, as the REST call before the GraphQL ones does.
    func makeApp(_ name: String, organization: String = "personal", network: String = "default") async throws {
        _ = try await world.apps.create(
            AppsService.Draft(name: name, orgSlug: organization, network: network, idempotencyKey: nil))
    }

    func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ body: String = "",
        headers: HTTPFields = [.contentType: "application/json"]
    ) async throws -> Answer {
        var table = RouteTable()
        GraphQLRoutes.add(to: &table)
        AddressRoutes.add(to: &table)
        AppRoutes.add(to: &table)
        let router = Router(context: FlyRequestContext.self)
        router.add(middleware: FlyMiddleware(worlds: worlds, ids: RequestIDs(seed: 1) { Emulator.time }))
        table.register(on: router)
        return try await Application(router: router).test(.router) { client in
            let response = try await client.execute(
                uri: path, method: method, headers: headers, body: ByteBuffer(string: body))
            return Answer(
                status: response.status, headers: response.headers, text: String(buffer: response.body))
        }
    }

    /// Sends a document the way most clients do.
    func query(_ document: String, _ variables: JSON = [:]) async throws -> Answer {
        let body: JSON = ["query": .string(document), "variables": variables]
        return try await send(.post, "/graphql", body.text)
    }
}
