package import MachineRules
package import ModelContextProtocol
import OrderedJSON

/// Which guest a configuration means; decided from the image and the command, as the machine's init would.
package enum GuestChoice: Sendable {
    /// Answers any request with what it saw.
    case echo
    /// `fly mcp wrap` around a tool server that is built in.
    case wrap(WrapCommand, BuiltInToolServer)
    /// The process ends right away with code 1.
    case exits(reason: String)

    package init(for config: MachineConfig) {
        let argv = Self.argv(of: config)
        if config.metadata["windtunnel_guest"]?.stringValue == "process" {
            self = .exits(reason: "it is to run a process on this host, which windtunnel does not do")
            return
        }
        guard WrapCommand.isWrap(image: config.image ?? "", argv: argv) else {
            self = .echo
            return
        }
        do {
            let command = try WrapCommand(argv: argv)
            guard let server = command.builtInServer else {
                let words = command.words.joined(separator: " ")
                self = .exits(reason: "it wraps `\(words)`, a process on this host, which windtunnel does not run")
                return
            }
            self = .wrap(command, server)
        } catch {
            self = .exits(reason: "fly mcp wrap says: \(error)")
        }
    }

    /// How the machine ends right after booting, nil when it runs on.
    package static func exitAtBoot(_ config: MachineConfig) -> ExitStatus? {
        if case .exits = GuestChoice(for: config) { ExitStatus(exitCode: 1) } else { nil }
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
