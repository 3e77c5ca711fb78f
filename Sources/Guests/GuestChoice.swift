package import MachineRules
package import ModelContextProtocol
import OrderedJSON
package import Simulation

/// Which guest a configuration means; decided from the image and the command, as the machine's init would.
package enum GuestChoice: Sendable {
    /// Answers any request with what it saw.
    case echo
    /// `fly mcp wrap` around a tool server that is built in.
    case wrap(WrapCommand, BuiltInToolServer)
    /// `fly mcp wrap` around a program of this host.
    case wrapProcess(WrapCommand)
    /// A server of the developer's own, somewhere else on this computer or its network.
    case upstream(UpstreamAddress)
    /// The machine's own command, run on this host.
    case process
    /// The process ends right away with code 1.
    case exits(reason: String)

    /// - Parameter allowsProcesses: whether programs that a configuration names are run on this host.
    package init(for config: MachineConfig, allowsProcesses: Bool = false) {
        let argv = Self.argv(of: config)
        if config.metadata["windtunnel_guest"]?.stringValue == "process" {
            self = allowsProcesses ? .process : .exits(reason: "it is to run a process on this host\(Self.flagHint)")
            return
        }
        if let url = config.upstream {
            self =
                UpstreamAddress(url: url).map { .upstream($0) }
                ?? .exits(reason: "its metadata \(UpstreamAddress.metadataKey) is not http://HOST:PORT but \"\(url)\"")
            return
        }
        guard WrapCommand.isWrap(image: config.image ?? "", argv: argv) else {
            self = .echo
            return
        }
        do {
            let command = try WrapCommand(argv: argv)
            if let server = command.builtInServer {
                self = .wrap(command, server)
            } else if allowsProcesses {
                self = .wrapProcess(command)
            } else {
                let words = command.words.joined(separator: " ")
                self = .exits(reason: "it wraps `\(words)`, a process on this host\(Self.flagHint)")
            }
        } catch {
            self = .exits(reason: "fly mcp wrap says: \(error)")
        }
    }

    private static let flagHint = ", which windtunnel does only with --allow-processes"

    /// How the machine ends right after booting, nil when it runs on.
    package static func exitAtBoot(_ config: MachineConfig, allowsProcesses: Bool = false) -> BootFailure? {
        if case .exits(let reason) = GuestChoice(for: config, allowsProcesses: allowsProcesses) {
            BootFailure(reason: reason)
        } else {
            nil
        }
    }

    /// Whether the machine's own command is what runs.
    package static func runsProcess(_ config: MachineConfig) -> Bool {
        if case .process = GuestChoice(for: config, allowsProcesses: true) { true } else { false }
    }

    /// The image `flyio/mcp` has this ENTRYPOINT and no CMD (reference/mcp-and-proxy.md, section 1.8).
    private static let wrapEntrypoint = ["/usr/bin/flyctl", "mcp", "wrap", "--"]

    /// `init.exec` replaces the image's command whole; `init.entrypoint` its ENTRYPOINT and `init.cmd` its CMD.
    static func argv(of config: MachineConfig) -> [String] {
        let command = config.initCommand
        if let exec = command.exec { return exec }
        let isWrapImage = WrapCommand.isWrap(image: config.image ?? "", argv: [])
        return (command.entrypoint ?? (isWrapImage ? wrapEntrypoint : [])) + (command.cmd ?? [])
    }
}
