import Configuration
import FixtureServing
import FlyWire
import Logging
import Windtunnel

/// Everything that is settled before an emulator starts, read once: flags win over the environment, the environment
/// over the file, the file over the defaults.
struct ServeSettings: Sendable {
    let configuration: WindtunnelConfiguration
    let logLevel: Logger.Level
    let logFormat: LineLogHandler.Format

    /// What the settings are for.
    enum Purpose: Sendable {
        /// An emulator that others use: default ports, state in a folder.
        case serve
        /// A private one: free ports and memory, unless a flag says otherwise. Logs only what is wrong.
        case exec
    }

    /// - Parameters:
    ///   - file: the configuration file's settings.
    init(
        flags: ServeSettingTexts, environment: [String: String], file: ServeSettingTexts = [:], for purpose: Purpose
    ) throws(CommandFailure) {
        let reader = SettingsReader(flags: flags, environment: environment, file: file, for: purpose)
        var configuration = WindtunnelConfiguration()
        if purpose == .exec {
            configuration.storage = .memory
            (configuration.port, configuration.tlsPort, configuration.proxyPort) = (0, 0, 0)
        }
        if let host = reader.text(.host) { configuration.host = host }
        if let port = try reader.port(.port) { configuration.port = port }
        if let port = try reader.port(.tlsPort) { configuration.tlsPort = port }
        if let port = try reader.port(.proxyPort) { configuration.proxyPort = port }
        if let folder = reader.text(.data) {
            configuration.storage = folder == SettingsReader.memory ? .memory : .folder(folder)
        }
        configuration.portFile = reader.text(.portFile)
        if let profile = reader.text(.profile) { configuration.profile = profile }
        if let speed = try reader.value(.speed, "a number above 0", { Double($0).flatMap { $0 > 0 ? $0 : nil } }) {
            configuration.speed = speed
        }
        configuration.seed = try reader.value(.seed, "a whole number from 0", { UInt64($0) })
        configuration.allowRemote = try reader.flag(.allowRemote) ?? false
        configuration.allowProcesses = try reader.flag(.allowProcesses) ?? false
        configuration.lenient = try reader.flag(.lenient) ?? false
        configuration.forceHTTPS = try reader.flag(.forceHTTPS) ?? false
        configuration.strictEdge = try reader.flag(.strictEdge) ?? false
        configuration.authorization = try Self.authorization(reader)
        if let mode = try reader.value(
            .rateLimits, "off, shadow or enforce", WindtunnelConfiguration.RateLimits.init(rawValue:))
        {
            configuration.rateLimits = mode
        }
        configuration.apps = try Self.apps(reader)
        configuration.published = try reader.list(.publish).map(Self.publication)
        configuration.allowedHosts = Set(reader.list(.allowHost))
        configuration.apiHosts = Set(reader.list(.apiHost))
        if let idle = try reader.value(.autostopAfter, "a duration such as 5m or 90s", GoDuration.parse) {
            configuration.autostopAfter = idle
        }
        if let control = try reader.value(
            .mcpControl, "read or write", WindtunnelConfiguration.MCPControl.init(rawValue:))
        {
            configuration.mcpControl = control
        }
        configuration.fixtures = try FixtureSettings(reader)
        if let sites = configuration.fixtures?.upstreams, sites.isOwn([configuration.port, configuration.tlsPort]) {
            throw .usage("--upstream is this emulator itself; give one of them another --port")
        }
        self.configuration = configuration
        let levels = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
        let level = try reader.value(.logLevel, "one of \(levels)", Logger.Level.init(rawValue:))
        logLevel = level ?? (purpose == .exec ? .warning : .notice)
        logFormat = try reader.value(.logFormat, "text or json", LineLogHandler.Format.init(rawValue:)) ?? .text
    }

    /// - Throws: for what is not `APP=URL`, and for an app that is given two servers.
    private static func apps(_ reader: SettingsReader) throws(CommandFailure) -> [String: String] {
        var apps: [String: String] = [:]
        for text in reader.list(.app) {
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else {
                throw .usage("--app must be APP=URL, such as demo=http://localhost:3000, not \"\(text)\"")
            }
            guard apps.updateValue(parts[1], forKey: parts[0]) == nil else {
                throw .usage("--app gives \(parts[0]) two servers")
            }
        }
        return apps
    }

    private static func publication(
        _ text: String
    ) throws(CommandFailure) -> WindtunnelConfiguration.Publication {
        let parts = text.split(separator: "=", omittingEmptySubsequences: false)
        let service = (parts.first ?? "").split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, service.count == 2, !service[0].isEmpty, let port = UInt16(service[1]), port > 0,
            let localPort = UInt16(parts[1])
        else { throw .usage("--publish must be APP:PORT=LOCALPORT, such as demo:5432=15432, not \"\(text)\"") }
        return WindtunnelConfiguration.Publication(app: String(service[0]), port: Int(port), localPort: Int(localPort))
    }

    /// - Throws: for half of what belongs together: a check without tokens, tokens that nobody would look at.
    private static func authorization(
        _ reader: SettingsReader
    ) throws(CommandFailure) -> WindtunnelConfiguration.Authorization {
        let modes = ["permissive": false, "strict": true]
        let isStrict = try reader.value(.auth, "permissive or strict", { modes[$0] }) ?? false
        switch (isStrict, reader.text(.tokens)) {
        case (false, nil): return .permissive
        case (true, let file?): return .strict(tokensFile: file)
        case (true, nil): throw .usage("--auth strict needs --tokens FILE")
        case (false, .some): throw .usage("--tokens is only read with --auth strict")
        }
    }

    /// The logger of the emulator.
    func logger(writingTo terminal: Terminal) -> Logger {
        Logger(label: "windtunnel") { label in
            LineLogHandler(
                label: label, format: logFormat, level: logLevel, now: WallTime.current, write: terminal.err)
        }
    }
}

extension ServeOptions {
    /// Settles everything from these flags, the environment and the file that one of them names.
    func settings(
        for purpose: ServeSettings.Purpose, in context: CommandContext
    ) throws(CommandFailure) -> ServeSettings {
        var file: ServeSettingTexts = [:]
        if let path = config ?? context.environment["WINDTUNNEL_CONFIG"] {
            file = try SettingsFile.texts(of: context.document(in: path), path: path)
        }
        return try ServeSettings(flags: texts, environment: context.environment, file: file, for: purpose)
    }
}
