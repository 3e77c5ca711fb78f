import FlyAPI
import FoundationEssentials
import HTTPTypes
import Hummingbird
import Logging
import MachineRules
import NIOCore
import ServiceLifecycle
import Simulation
import Synchronization

/// The unix sockets that stand for `/.fly/api` inside machines (reference/machines-rest.md, section 1.1): one for each
/// running machine, bound when somebody first asks for its path and closed when the machine runs no more.
actor MachineSockets {
    /// The kernel's `sun_path` holds no longer path.
    private static let longestPath = 107

    private let api: RouterResponder<FlyRequestContext>
    private let folder: String
    private let logger: Logger
    private var listeners: [CallingMachine: Listener] = [:]
    private var isClosed = false

    /// Requests under way are given so long to be answered when a socket closes.
    private static let patience = Duration.seconds(1)

    private struct Listener {
        let group: ServiceGroup
        let task: Task<Void, Never>
    }

    /// - Parameter folder: private to this process's user; made on first use.
    init(api: RouterResponder<FlyRequestContext>, folder: String, logger: Logger) {
        self.api = api
        self.folder = folder
        self.logger = logger
    }

    /// The path of a running machine's socket, which accepts connections by then; nil, and a line in the log, when it
    /// cannot be bound.
    func path(of machine: CallingMachine) async -> String? {
        let path = "\(folder)/\(machine.world).\(machine.machine)"
        if listeners[machine] != nil { return path }
        guard !isClosed else { return nil }
        guard path.utf8.count <= Self.longestPath else {
            logger.warning(
                "A machine has no socket: its path is too long; choose a data folder with a shorter one",
                metadata: ["path": "\(path)"]
            )
            return nil
        }
        let bound = Promise<Bool>()
        let group = ServiceGroup(configuration: configuration(at: path, for: machine, bound))
        let task = Task { [logger, folder] in
            do {
                try FileManager.default.createDirectory(
                    atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700]
                )
                // What a killed emulator left behind.
                try? FileManager.default.removeItem(atPath: path)
                try await group.run()
            } catch {
                logger.warning("A machine has no socket", metadata: ["path": "\(path)", "error": "\(error)"])
            }
            bound.keep(false)
            try? FileManager.default.removeItem(atPath: path)
        }
        listeners[machine] = Listener(group: group, task: task)
        guard await bound.value(onCancel: false) else {
            listeners[machine] = nil
            return nil
        }
        return path
    }

    private func configuration(
        at path: String,
        for machine: CallingMachine,
        _ bound: Promise<Bool>
    ) -> ServiceGroupConfiguration {
        let application = Application(
            responder: MachineEntrance(api: api, machine: machine),
            configuration: ApplicationConfiguration(
                address: .unixDomainSocket(path: path), serverName: "Fly/windtunnel"
            ),
            onServerRunning: { _ in bound.keep(true) },
            logger: logger
        )
        var configuration = ServiceGroupConfiguration(services: [application], logger: logger)
        configuration.maximumGracefulShutdownDuration = Self.patience
        return configuration
    }

    /// Closes the sockets of machines that a commit brought to rest.
    nonisolated func follow(_ worlds: Worlds) {
        worlds.observe { [weak self] world, changes in
            guard let self else { return }
            let gone = changes.machines.filter { $0.from == .started && $0.to != .started }
                .map { CallingMachine(world: world.name, app: $0.app, machine: $0.id) }
            let (isWhole, removed) = (changes.isWhole, changes.removedMachines)
            guard !gone.isEmpty || isWhole || !removed.isEmpty else { return }
            Task {
                await self.close { machine in
                    gone.contains(machine)
                        || machine.world == world.name && (isWhole || removed.contains(machine.machine))
                }
            }
        }
    }

    /// Closes all of them, for good.
    func closeAll() async {
        isClosed = true
        let all = listeners.values
        listeners = [:]
        for listener in all { await listener.group.triggerGracefulShutdown() }
        for listener in all { await listener.task.value }
    }

    /// Gracefully: a machine that suspends itself is answered.
    private func close(where isMeant: (CallingMachine) -> Bool) async {
        let meant = listeners.filter { isMeant($0.key) }
        for machine in meant.keys { listeners[machine] = nil }
        for listener in meant.values { await listener.group.triggerGracefulShutdown() }
    }
}

/// What a machine reaches over its socket: its own app and its tokens, nothing else, and never the controls.
private struct MachineEntrance: HTTPResponder {
    typealias Context = FlyRequestContext

    let api: RouterResponder<FlyRequestContext>
    let machine: CallingMachine

    func respond(to request: Request, context: FlyRequestContext) async throws -> Response {
        let path = request.uri.path
        let own = "/v1/apps/\(machine.app)"
        guard path == own || path.hasPrefix(own + "/") || path.hasPrefix("/v1/tokens/") || path == "/" else {
            // The text and the status are those of a token for another app.
            return .json(status: path.hasPrefix("/v1/") ? .forbidden : .notFound, error: Refusal(.unauthorized).text)
        }
        var context = context
        context.callingMachine = machine
        return try await api.respond(to: request, context: context)
    }
}
