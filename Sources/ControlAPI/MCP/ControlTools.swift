import FlyAPI
import HTTPTypes
import MachineRules
import ModelContextProtocol
import OrderedJSON
import Persistence
import Simulation

/// The emulator's controls as the tools of an MCP server, for the worlds that a session asks about.
///
/// A tool does what its route does, through the same functions, and answers with the same document without the members
/// that are null. Its arguments are the route's body, and where the route's path names something, that too.
struct ControlTools: Sendable {
    let worlds: Worlds
    /// The world that is meant where a call names none.
    let home: String
    let limiter: RateLimiter
    let sockets: MachineSocketFinder
    let coverage: JSON

    /// - Parameter allowsChanges: whether the tools that change something are offered; a call of one that is not tells
    ///   what would offer it.
    func server(version: String, allowsChanges: Bool) -> ToolServer {
        let readers = worldReaders + appReaders + machineReaders + clockReaders + emulatorReaders
        let writers = worldWriters + machineWriters + clockWriters
        let refusals = writers.map { tool in
            (tool.name, "\(tool.name) changes the emulator, which only --mcp-control write of windtunnel serve allows")
        }
        return ToolServer(
            name: "windtunnel", version: version, tools: allowsChanges ? readers + writers : readers,
            withheld: allowsChanges ? [:] : Dictionary(uniqueKeysWithValues: refusals))
    }

    // MARK: - Making tools

    /// What calling a tool does to the emulator.
    enum Effect {
        case reads
        /// Moves things on; what was there is still there, or can be had again.
        case changes
        /// Something is gone afterwards.
        case destroys

        fileprivate var annotations: ToolAnnotations {
            switch self {
            case .reads: ToolAnnotations(isReadOnly: true, isOpenWorld: false)
            case .changes: ToolAnnotations(isReadOnly: false, isDestructive: false, isOpenWorld: false)
            case .destroys: ToolAnnotations(isReadOnly: false, isDestructive: true, isOpenWorld: false)
            }
        }
    }

    /// A tool of the emulator as a whole.
    func tool(
        _ name: String, _ title: String, _ description: String, takes input: [ToolSchema.Property] = [],
        gives output: [ToolSchema.Property], _ effect: Effect,
        _ work: @escaping @Sendable (ControlBody) async throws -> JSON
    ) -> Tool {
        Tool(
            name: name, title: title, description: description, input: ToolSchema(input),
            output: ToolSchema(output).json, annotations: effect.annotations
        ) { arguments in
            do {
                let body = try ControlBody(arguments.object, knownKeys: input.map(\.name))
                return .document(try await work(body).withoutNulls)
            } catch let refusal as Refusal {
                return .failure(refusal.text)
            }
        }
    }

    /// A tool of one world: the session's own, unless the call names another.
    func tool(
        _ name: String, _ title: String, _ description: String, takes input: [ToolSchema.Property] = [],
        gives output: [ToolSchema.Property], _ effect: Effect,
        _ work: @escaping @Sendable (World, ControlBody) async throws -> JSON
    ) -> Tool {
        let world = ToolSchema.Property(
            "world", .string, .optional, description: "The world that is meant; left out: \(home)")
        return tool(name, title, description, takes: input + [world], gives: output, effect) { body in
            try await work(self.world(named: try body.text("world")), body)
        }
    }

    private func world(named name: String?) async throws -> World {
        guard let name, name != home else { return try await worlds.world(home) }
        guard let world = try await worlds.known(name) else {
            throw ControlFailure(.notFound, "there is no world \"\(name)\"", hint: "list_worlds names them")
        }
        return world
    }

    static let name = ToolSchema.Property("name", .string, description: "The world's name")
    static let done: [ToolSchema.Property] = [.init("ok", .boolean)]
}

extension ToolResult {
    /// A document, given twice: as text and as the structured result.
    fileprivate static func document(_ document: JSON) -> ToolResult {
        ToolResult(
            content: [["type": "text", "text": .string(document.text)]], structured: document.objectValue ?? [:])
    }
}

extension JSON {
    /// The document without members that are null: the schemas of tools then need not tell of null.
    fileprivate var withoutNulls: JSON {
        switch self {
        case .object(let object):
            .object(JSONObject(object.compactMap { $0.value.isNull ? nil : ($0.key, $0.value.withoutNulls) }))
        case .array(let elements): .array(elements.map(\.withoutNulls))
        case .null, .bool, .number, .string: self
        }
    }
}
