import ArgumentParser
import Fixtures
import FlyClient
import OrderedJSON
import Windtunnel

/// `windtunnel fixture hydrate`
struct FixtureHydrate: WindtunnelCommand {
    static let configuration = CommandConfiguration(
        commandName: "hydrate", abstract: "Give a world the state that a recording ends with.",
        discussion: """
            Apps, machines, volumes, addresses, secrets and certificates come into the world with the recorded ids, as \
            they were last seen; the emulator goes on from there. What was under way is completed. The world is made if \
            there is none, and is the token's unless --world names it; one that has any of it already stays as it is. What cannot be taken over is told on \
            standard error, each with its entry: the values of secrets and the nonces of leases are in no recording.

            Reads HAR, the cassettes of VCR and of VCR.py, and what flyctl writes to FLYCTL_OUTPUT_HAR.

            EXIT CODES: 0 taken over, 1 the emulator refused, 2 wrong usage or a damaged file, 3 nothing answers.
            """)

    @Argument(help: "The recording; - is standard input.")
    var file: String

    @OptionGroup var control: ControlOptions

    func run(_ context: CommandContext) async throws {
        let source = try await RecordingSource.read(file, in: context)
        // HAR is sent as it is.
        let isHAR = source.format == .har || source.format == .flyctl
        let recording = isHAR ? source.bytes : HARWriter.text(source.recording, version: windtunnelVersion)
        let world = control.connection.world ?? world(of: context)
        let answer = try await control.withClient(in: context) { client in
            try await client.hydrateWorld(world, from: recording)
        }
        for left in answer["left_out"]?.arrayValue ?? [] {
            context.say("left out: entry \(left["entry"]?.intValue ?? 0): \(left["why"]?.stringValue ?? "")")
        }
        context.confirm("world \(world) has now \(Self.counts(answer))", answer, as: control.output)
    }

    /// The world that the token names, as an emulator understands it.
    private func world(of context: CommandContext) -> String {
        let token = control.connection.token ?? context.environment["FLY_API_TOKEN"] ?? ""
        guard token.hasPrefix("wt_") else { return "default" }
        return String(token.dropFirst(3).prefix { $0 != "_" })
    }

    private static func counts(_ answer: JSON) -> String {
        let apps = (answer["apps"]?.arrayValue ?? []).compactMap(\.stringValue).joined(separator: ", ")
        let numbers = ["machines", "volumes", "ip_addresses", "secrets", "certificates"].map { key in
            "\(answer[key]?.intValue ?? 0) \(key.split(separator: "_").joined(separator: " "))"
        }
        return "\(apps.isEmpty ? "no apps" : "apps \(apps)"): \(numbers.joined(separator: ", "))"
    }
}
