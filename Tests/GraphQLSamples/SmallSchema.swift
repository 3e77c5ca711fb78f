package import GraphQL
package import OrderedJSON

/// A schema small enough to read and with one of everything, and resolvers for it.
package enum SmallSchema {
    package static let sdl = """
        schema { query: Queries mutation: Mutations }

        scalar BigInt
        scalar ISO8601DateTime @specifiedBy(url: "https://tools.ietf.org/html/rfc3339")
        scalar JSON

        interface Node { id: ID! }
        union Actor = User | Build
        enum IPAddressType { v4 v6 private_v6 shared_v4 }

        type User implements Node { id: ID! email: String! }
        type Build implements Node { id: ID! number: Int! email: String }

        "An app."
        type App implements Node {
            id: ID!
            name: String!
            size: BigInt
            rank: Int
            weight: Float
            deployed: Boolean!
            config: JSON
            createdAt: ISO8601DateTime
            sharedIpAddress: String
            ipAddresses(first: Int = 10, after: String): [IPAddress!]!
            ipAddress(address: String!): IPAddress
            organization: Organization!
            parent: App
            actor: Actor
            node: Node
            state: IPAddressType
            tags: [[String]]
            missing: String
            broken: String!
            old: String @deprecated(reason: "use name")
            echo(input: EchoInput, list: [Int!], flag: Boolean! = true, kind: IPAddressType = v6, any: JSON): JSON
        }

        type Organization implements Node { id: ID! slug: String! apps: [App!] nullableApps: [App] }

        type IPAddress implements Node {
            id: ID!
            address: String!
            type: IPAddressType!
            region: String
            createdAt: ISO8601DateTime!
        }

        input EchoInput { a: Int! b: String = "bee" c: [EchoInput!] d: ID when: ISO8601DateTime big: BigInt }

        type Queries {
            app(name: String): App
            apps: [App!]!
            viewer: Node!
            actors: [Actor!]!
            node(id: ID!): Node
            unwired: App
        }

        input AllocateIPAddressInput {
            clientMutationId: String
            appId: ID!
            type: IPAddressType!
            region: String
            organizationId: ID
            network: String
            serviceName: String
        }

        type AllocateIPAddressPayload { app: App! ipAddress: IPAddress clientMutationId: String }
        type CountPayload { count: Int! }

        type Mutations {
            allocateIpAddress(input: AllocateIPAddressInput!): AllocateIPAddressPayload
            next: CountPayload
        }
        """

    package static let schema = Result { try Schema(sdl: sdl) }

    package static func executable(_ limits: Limits = .standard) throws -> Executable<World> {
        try Executable(schema: schema.get(), resolvers: resolvers, limits: limits)
    }

    package static let resolvers: Resolvers<World> = {
        var resolvers = Resolvers<World>([
            "Queries.app": { call in
                if call.arguments["name"] == "lost" { throw FieldError("Could not find App", code: "NOT_FOUND") }
                return .json(app(call.arguments["name"]?.stringValue ?? "demo"))
            },
            "Queries.apps": { _ in .list([.json(app("one")), .json(app("two"))]) },
            "Queries.viewer": { _ in .object(typeName: "User", Person(email: "a@example.com")) },
            "Queries.actors": { _ in
                [
                    .object(typeName: "User", Person(email: "a@example.com")),
                    ["__typename": "Build", "id": "b1", "number": 7, "email": nil],
                ]
            },
            "App.echo": { call in .json(.object(call.arguments)) },
            "App.broken": { _ in throw Failure() },
            "App.organization": { _ in
                .json(["id": "o", "slug": "personal", "apps": [app("one"), nil], "nullableApps": [app("one"), nil]])
            },
            "Mutations.next": { call in ["count": .int(await call.context.next())] },
            "Mutations.allocateIpAddress": { call in
                let input = call.arguments["input"] ?? .null
                var address: JSON = nil
                if input["type"] != "shared_v4" {
                    address = [
                        "id": "ip_1", "address": "2a09:8280:1::1", "type": input["type"] ?? nil, "region": "global",
                        "createdAt": "2023-02-23T11:01:36Z",
                    ]
                }
                let shared: JSON = input["type"] == "shared_v4" ? "66.241.124.1" : nil
                return .json([
                    "app": ["id": input["appId"] ?? nil, "sharedIpAddress": shared],
                    "ipAddress": address,
                    "clientMutationId": input["clientMutationId"] ?? nil,
                ])
            },
        ])
        resolvers.set("User.email", on: Person.self) { person, _ in .text(person.email) }
        resolvers["User.id"] = { call in .text(try call.parent(as: Person.self).email) }
        return resolvers
    }()

    package static func app(_ name: String) -> JSON {
        [
            "id": .string(name), "name": .string(name), "size": 12_345_678_901, "rank": 3, "weight": 1.5,
            "deployed": true, "config": ["b": 1, "a": [nil, true]], "createdAt": "2023-02-23T11:01:36Z",
            "sharedIpAddress": nil, "parent": nil, "state": "v4", "tags": [["a", nil], nil], "old": "x",
            "actor": ["__typename": "Build", "id": "b1", "number": 7, "email": nil],
            "node": ["id": "nobody knows my type"],
        ]
    }

    package struct Person: Sendable {
        package let email: String
    }

    struct Failure: Error, CustomStringConvertible {
        let description = "disk on fire"
    }
}

/// The context of the small schema's resolvers: something that changes.
package actor World {
    private var count = 0

    package init() {}

    package func next() -> Int {
        count += 1
        return count
    }
}
