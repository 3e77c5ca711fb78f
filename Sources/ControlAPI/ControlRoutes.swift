package import FixtureServing
package import FlyAPI
import HTTPTypes
import Hummingbird
import MachineRules
import OrderedJSON
package import Simulation

/// `/_windtunnel`: the controls that no real service has. The prefix can never be one of the real API.
package enum ControlRoutes {
    static let prefix = "/_windtunnel"

    /// What is asked of the emulator as a whole: a probe or a list must not make the world its token names.
    package static let worldless: Set<String> = [
        prefix + "/health", prefix + "/ready", prefix + "/coverage", prefix + "/worlds",
    ]

    /// - Parameters:
    ///   - fixtures: what answers in the emulator's place, nil where it answers itself.
    ///   - version: what `health` tells.
    package static func add(
        to table: inout RouteTable,
        worlds: Worlds,
        limiter: RateLimiter,
        sockets: MachineSocketFinder,
        mcp: ControlMCP,
        fixtures: FixtureServer?,
        version: String,
        isReady: Readiness
    ) {
        HealthRoutes.add(to: &table, version: version, isReady: isReady)
        WorldRoutes.add(to: &table, worlds: worlds)
        HydrationRoutes.add(to: &table, worlds: worlds)
        ClockRoutes.add(to: &table)
        MachineControlRoutes.add(to: &table, sockets: sockets)
        LimitRoutes.add(to: &table, limiter: limiter)
        LoginControlRoutes.add(to: &table)
        FixtureRoutes.add(to: &table, server: fixtures)
        table.refuse(.get, prefix + "/metrics", prefix + "/openapi.json", prefix + "/faults", prefix + "/capacity")
        table.refuse(.get, prefix + "/journal", prefix + "/journal.har", prefix + "/journal/follow")
        table.refuse(.get, prefix + "/journal/lint")
        table.refuse(.get, prefix + "/worlds/{world}/export")
        table.refuse(.post, prefix + "/faults", prefix + "/faults/recipes/{name}", prefix + "/journal/verify")
        table.refuse(.post, prefix + "/scenarios", prefix + "/worlds/{world}/import")
        table.refuse(.put, prefix + "/capacity")
        table.refuse(.delete, prefix + "/faults", prefix + "/faults/{id}", prefix + "/journal")
        let coverage = CoverageRoutes.page(of: table)
        MCPRoutes.add(to: &table) { request, context in
            let tools = ControlTools(
                worlds: worlds, home: try context.requireWorld().name, limiter: limiter, sockets: sockets,
                coverage: coverage)
            return try await mcp.respond(to: request, with: tools, version: version)
        }
        CoverageRoutes.add(coverage, to: &table)
    }
}

/// Whether every world on disk is open.
package struct Readiness: Sendable {
    private let check: @Sendable () -> Bool

    package init(_ check: @escaping @Sendable () -> Bool) {
        self.check = check
    }

    var isReady: Bool { check() }
}

/// `health` and `ready`.
enum HealthRoutes {
    static func add(to table: inout RouteTable, version: String, isReady: Readiness) {
        let health = JSON.object(["status": "ok", "version": .string(version)]).utf8
        // Whoever looks after the process has no token.
        table.serve(.get, ControlRoutes.prefix + "/health", basis: .chosen, access: .open) { _, _ in
            .json(bytes: health)
        }
        table.serve(.get, ControlRoutes.prefix + "/ready", basis: .chosen, access: .open) { _, _ in
            guard isReady.isReady else {
                return .json(status: .serviceUnavailable, ["status": "starting"])
            }
            return .json(["status": "ready"])
        }
    }
}

/// `coverage`: what is emulated and what is not, from the table that makes the router; and how requests are refused, from
/// the table that all refusals are made of.
enum CoverageRoutes {
    private static let path = ControlRoutes.prefix + "/coverage"

    /// - Parameter table: all routes but those that the page is needed for; these are added here.
    static func page(of table: RouteTable) -> JSON {
        var known = table
        MCPRoutes.add(to: &known) { _, _ in Response(status: .ok) }
        // The page lists itself too.
        known.serve(.get, path, basis: .chosen) { _, _ in Response(status: .ok) }
        return [
            "routes": .array(known.entries.map(document)),
            "errors": .array(RefusalCause.allCases.map(document)),
        ]
    }

    static func add(_ page: JSON, to table: inout RouteTable) {
        let bytes = page.utf8
        table.serve(.get, path, basis: .chosen) { _, _ in .json(bytes: bytes) }
    }

    private static func document(_ entry: RouteTable.Entry) -> JSON {
        [
            "method": .string(entry.method.rawValue), "path": .string(entry.path),
            "status": .string(entry.status.rawValue), "basis": .string(entry.basis.rawValue),
            "note": .string(entry.note),
        ]
    }

    private static func document(_ cause: RefusalCause) -> JSON {
        let row = cause.row
        return [
            "cause": .string(cause.rawValue), "http": .int(row.kind.httpStatus), "text": .string(row.text),
            "status": row.status.map(JSON.string) ?? .null, "basis": .string(row.basis.rawValue),
        ]
    }
}
