import FoundationEssentials
import GRDB
package import MachineRules
import Persistence
import Synchronization

/// All worlds of an emulator: made on first use, found by name, known by the apps they hold.
package actor Worlds {
    /// Where the worlds are kept.
    package enum Location: Sendable {
        /// Databases in memory; the files of volumes in a private temporary folder.
        case memory(temporaryFolder: String)
        /// Everything below this folder.
        case folder(String)
    }

    package static let defaultName = "default"

    private let location: Location
    private let rules: WorldRules
    private let wall: WallClock
    /// Worlds being opened are tasks, so that many first requests open a world once.
    private var opening: [String: Task<World, any Error>] = [:]
    private nonisolated let directory = Directory()

    package init(location: Location, rules: WorldRules, wall: WallClock) {
        self.location = location
        self.rules = rules
        self.wall = wall
    }

    /// Adds somebody who is told of every commit, on the store's queue: be quick, never wait.
    package nonisolated func observe(_ observer: @escaping @Sendable (World, Changes) -> Void) {
        directory.observers.withLock { $0.append(observer) }
    }

    // MARK: - Finding

    /// The world of this name if it is open: the hot path, no suspension.
    package nonisolated func opened(_ name: String) -> World? {
        directory.worlds.withLock { $0[name] }
    }

    /// The open world of this name as a host has it, where upper case is lost; the exact name comes first.
    package nonisolated func opened(ignoringCase name: String) -> World? {
        if let world = opened(name) { return world }
        let lower = name.lowercased()
        return directory.worlds.withLock { worlds in
            worlds.keys.filter { $0.lowercased() == lower }.min().flatMap { worlds[$0] }
        }
    }

    /// The world of this name, made on first use.
    /// - Throws: ``WorldError/invalidName(_:)``, or why its database cannot be opened.
    package nonisolated func world(_ name: String) async throws -> World {
        if let world = opened(name) { return world }
        guard Self.isValid(name) else { throw WorldError.invalidName(name) }
        return try await open(name)
    }

    /// The world of this name if there is one, open or on disk.
    package func known(_ name: String) async throws -> World? {
        names().contains(name) ? try await open(name) : nil
    }

    /// The world that has this app: `default` before all others, then by name.
    package nonisolated func world(of app: AppName) -> World? {
        let names = directory.apps.withLock { $0[app] } ?? []
        if names.contains(Self.defaultName) { return opened(Self.defaultName) }
        return names.min().flatMap { opened($0) }
    }

    /// The app that a certificate's host name leads to, with its world: `default` before all others, then by name.
    /// - Parameter hostname: in lower case, without a port.
    package nonisolated func app(ofHostname hostname: String) -> (world: World, app: AppName)? {
        let found = directory.hostnames.withLock { tables in tables.compactMapValues { $0.app(of: hostname) } }
        guard let name = found[Self.defaultName] == nil ? found.keys.min() : Self.defaultName, let app = found[name],
            let world = opened(name)
        else { return nil }
        return (world, app)
    }

    /// Letters, digits and dashes; a letter or digit first; 63 at most.
    package static func isValid(_ name: String) -> Bool {
        guard let first = name.utf8.first, name.utf8.count <= 63, first != UInt8(ascii: "-") else { return false }
        return name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
    }

    /// The names of all worlds, those on disk that were not used yet included.
    package func names() -> [String] {
        var names = Set(directory.worlds.withLock { $0.keys })
        if case .folder(let path) = location {
            let entries = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
            names.formUnion(
                entries.filter { Self.isValid($0) && FileManager.default.fileExists(atPath: folder($0).database) }
            )
        }
        return names.sorted()
    }

    /// Opens every world on disk, so that what was pending when the emulator ended goes on.
    package func openAll() async throws {
        for name in names() { _ = try await open(name) }
    }

    // MARK: - Opening

    private func open(_ name: String) async throws -> World {
        if let world = opened(name) { return world }
        if let task = opening[name] { return try await task.value }
        let task = Task { try await self.load(name) }
        opening[name] = task
        defer { opening[name] = nil }
        return try await task.value
    }

    private func load(_ name: String) async throws -> World {
        let folder = folder(name)
        let store: Store
        switch location {
        case .memory: store = try Store(.memory)
        case .folder:
            try folder.make()
            store = try Store(.file(folder.database))
        }
        let directory = directory
        let world = try await World(name: name, store: store, folder: folder, rules: rules, wall: wall) {
            world, changes in
            directory.note(changes, in: world.name)
            for observer in directory.observers.withLock({ $0 }) { observer(world, changes) }
        }
        let (apps, hostnames) = try await store.read(Self.routes)
        directory.add(world, apps: apps, hostnames: hostnames)
        if !apps.isEmpty {
            // To those who look after machines it is as new as one that was replaced as a whole.
            var changes = Changes()
            changes.apps = Set(apps)
            changes.isWhole = true
            for observer in directory.observers.withLock({ $0 }) { observer(world, changes) }
        }
        world.begin()
        return world
    }

    /// What requests from outside find a world by.
    @Sendable private static func routes(_ database: Database) throws -> ([AppName], HostnameTable) {
        (try AppRecord.all(of: nil, in: database).map(\.name), try CertificateRecord.hostnames(in: database))
    }

    private func folder(_ name: String) -> WorldFolder {
        switch location {
        case .memory(let path), .folder(let path): WorldFolder(path: path + "/" + name)
        }
    }

    // MARK: - As wholes

    /// Makes a world.
    /// - Throws: ``WorldError/exists(_:)`` when there is one of this name.
    package func make(_ name: String) async throws -> World {
        guard Self.isValid(name) else { throw WorldError.invalidName(name) }
        guard !names().contains(name), opening[name] == nil else { throw WorldError.exists(name) }
        return try await open(name)
    }

    /// Copies a world with all that belongs to it, its volumes' files included.
    package func fork(_ name: String, as copy: String) async throws -> World {
        let source = try await existing(name)
        let target = try await make(copy)
        try await source.store.copy(to: target.store)
        try target.folder.replaceFiles(with: source.folder)
        try await renew(target)
        return target
    }

    /// Empties a world: its apps, its clock, its files; held requests end.
    package func reset(_ name: String) async throws {
        let world = try await existing(name)
        try await Store(.memory).copy(to: world.store)
        try world.folder.replaceFiles(with: nil)
        try await renew(world)
    }

    /// Removes a world and its files. The default world is made again on its next use.
    package func delete(_ name: String) async throws {
        let world = try await existing(name)
        directory.remove(name)
        world.waits.endAll(.gone)
        var changes = Changes()
        changes.isWhole = true
        for observer in directory.observers.withLock({ $0 }) { observer(world, changes) }
        world.close()
        try world.folder.remove()
    }

    /// The names of a world's snapshots.
    package func snapshots(of name: String) async throws -> [String] {
        let world = try await existing(name)
        let memory = directory.memorySnapshots.withLock { $0[name]?.keys.map { $0 } } ?? []
        return Set(world.folder.snapshotNames() + memory).sorted()
    }

    /// Keeps a copy of the world under a name, in the place of an older one of that name.
    package func snapshot(_ name: String, as snapshot: String) async throws {
        guard Self.isValid(snapshot) else { throw WorldError.invalidName(snapshot) }
        let world = try await existing(name)
        let folder = world.folder.snapshot(snapshot)
        try folder.remove()
        switch location {
        case .memory:
            let copy = try Store(.memory)
            try await world.store.copy(to: copy)
            directory.memorySnapshots.withLock { $0[name, default: [:]][snapshot] = copy }
        case .folder:
            try folder.make()
            let copy = try Store(.file(folder.database))
            try await world.store.copy(to: copy)
            copy.close()
        }
        try folder.replaceFiles(with: world.folder)
    }

    /// Puts the world back to a snapshot; held requests end.
    package func restore(_ name: String, from snapshot: String) async throws {
        let world = try await existing(name)
        guard try await snapshots(of: name).contains(snapshot) else {
            throw WorldError.noSnapshot(snapshot, world: name)
        }
        let folder = world.folder.snapshot(snapshot)
        if let copy = directory.memorySnapshots.withLock({ $0[name]?[snapshot] }) {
            try await copy.copy(to: world.store)
        } else {
            let copy = try Store(.file(folder.database))
            try await copy.copy(to: world.store)
            copy.close()
        }
        try world.folder.replaceFiles(with: folder)
        try await renew(world)
    }

    /// Ends every held request and closes every database.
    package func close() {
        for world in directory.removeAll() { world.close() }
    }

    /// Ends every held request of every world: the emulator stops.
    package nonisolated func endWaits() {
        for world in directory.worlds.withLock({ Array($0.values) }) { world.waits.endAll(.ended) }
    }

    private func existing(_ name: String) async throws -> World {
        guard names().contains(name) else { throw WorldError.unknown(name) }
        return try await open(name)
    }

    /// Takes up a database that was replaced as a whole.
    private func renew(_ world: World) async throws {
        let gone = directory.apps(of: world.name)
        try await world.reload()
        let (apps, hostnames) = try await world.store.read(Self.routes)
        directory.add(world, apps: apps, hostnames: hostnames)
        var changes = Changes()
        changes.apps = gone.union(apps)
        changes.isWhole = true
        for observer in directory.observers.withLock({ $0 }) { observer(world, changes) }
    }
}

/// What is asked about worlds on hot paths, under locks held for a look-up only.
private final class Directory: Sendable {
    let worlds = Mutex<[String: World]>([:])
    let apps = Mutex<[AppName: Set<String>]>([:])
    /// By the world's name; of worlds with certificates only.
    let hostnames = Mutex<[String: HostnameTable]>([:])
    let observers = Mutex<[@Sendable (World, Changes) -> Void]>([])
    let memorySnapshots = Mutex<[String: [String: Store]]>([:])

    func add(_ world: World, apps names: [AppName], hostnames table: HostnameTable) {
        forgetApps(of: world.name)
        keep(table, of: world.name)
        apps.withLock { apps in
            for app in names { apps[app, default: []].insert(world.name) }
        }
        worlds.withLock { $0[world.name] = world }
    }

    private func keep(_ table: HostnameTable?, of world: String) {
        hostnames.withLock { $0[world] = table == HostnameTable() ? nil : table }
    }

    func note(_ changes: Changes, in world: String) {
        if let table = changes.hostnames { keep(table, of: world) }
        guard !changes.madeApps.isEmpty || !changes.removedApps.isEmpty else { return }
        apps.withLock { apps in
            for app in changes.madeApps { apps[app, default: []].insert(world) }
            for app in changes.removedApps {
                apps[app]?.remove(world)
                if apps[app]?.isEmpty == true { apps[app] = nil }
            }
        }
    }

    func apps(of world: String) -> Set<AppName> {
        apps.withLock { apps in Set(apps.filter { $0.value.contains(world) }.keys) }
    }

    func remove(_ name: String) {
        worlds.withLock { $0[name] = nil }
        memorySnapshots.withLock { $0[name] = nil }
        forgetApps(of: name)
        keep(nil, of: name)
    }

    func removeAll() -> [World] {
        worlds.withLock { worlds in
            defer { worlds = [:] }
            return Array(worlds.values)
        }
    }

    private func forgetApps(of world: String) {
        apps.withLock { apps in
            for (app, var names) in apps where names.contains(world) {
                names.remove(world)
                apps[app] = names.isEmpty ? nil : names
            }
        }
    }
}

/// What can be wrong with a world's name.
package enum WorldError: Error, Sendable, Hashable {
    case invalidName(String)
    case exists(String)
    case unknown(String)
    case noSnapshot(String, world: String)
}
