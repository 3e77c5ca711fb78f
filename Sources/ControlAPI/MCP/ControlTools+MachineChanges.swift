import MachineRules
import ModelContextProtocol
import OrderedJSON
import Persistence
import Simulation

extension ControlTools {
    private static let state: [ToolSchema.Property] = [.init("id", .string), .init("state", .string)]
    private static let check = ToolSchema.Property(
        "check", .string, description: "The check's name in the configuration")

    var machineWriters: [Tool] {
        [
            action("start_machine", "Start a machine", "Starts a machine that rests.") { world, machine in
                _ = try await world.machines.start(machine.id, in: machine.appName, by: .user, nonce: nil)
            },
            action(
                "stop_machine", "Stop a machine", "Stops a machine as its configuration says."
            ) { world, machine in
                try await world.machines.stop(machine.id, in: machine.appName, by: .user, nonce: nil)
            },
            action(
                "suspend_machine", "Suspend a machine", "Stops a machine and keeps its memory for a quick start."
            ) { world, machine in
                try await world.machines.suspend(machine.id, in: machine.appName, by: .user, nonce: nil)
            },
            tool(
                "exit_machine", "End a machine's process",
                "Lets the process of a started machine end, as if by itself: its restart policy acts.",
                takes: [
                    Self.machine, .init("exit_code", .number, .default(0)), .init("signal", .number, .default(-1)),
                    .init("oom_killed", .boolean, .default(false)),
                ], gives: Self.state, .changes
            ) { world, body in
                let machine = try await Self.machine(try body.requiredText("machine"), in: world)
                try await MachineControlRoutes.exit(machine.id, in: world, body)
                return try await Self.state(of: machine.id, in: world)
            },
            tool(
                "set_check", "Set a health check",
                "Makes a check of a machine say something; without a status it finds out for itself again.",
                takes: [
                    Self.machine, Self.check,
                    .init("status", .oneOf(CheckStatus.Word.allCases.map(\.rawValue)), .optional),
                    .init("output", .string, .optional, description: "What the check shows"),
                ], gives: Self.done, .changes
            ) { world, body in
                let machine = try await Self.machine(try body.requiredText("machine"), in: world)
                let check = try body.requiredText("check")
                guard body.has("status") else {
                    try await world.health.report(nil, output: "", by: check, of: machine.id)
                    return ["ok": true]
                }
                try await MachineControlRoutes.report(by: check, of: machine.id, in: world, body)
                return ["ok": true]
            },
            tool(
                "set_host", "Set a machine's host",
                "Lets the host of a machine go away, or brings it back. Machines that stand by for it start.",
                takes: [Self.machine, .init("status", .oneOf(HostStatus.allCases.map(\.rawValue)))], gives: Self.done,
                .changes
            ) { world, body in
                let machine = try await Self.machine(try body.requiredText("machine"), in: world)
                try await MachineControlRoutes.setHost(of: machine.id, in: world, body)
                return ["ok": true]
            },
        ]
    }

    private func action(
        _ name: String, _ title: String, _ description: String,
        _ act: @escaping @Sendable (World, MachineRecord) async throws -> Void
    ) -> Tool {
        tool(
            name, title,
            description + " It takes its time by the world's clock: the answer has the state at once after.",
            takes: [Self.machine], gives: Self.state, .changes
        ) { world, body in
            let machine = try await Self.machine(try body.requiredText("machine"), in: world)
            try await act(world, machine)
            return try await Self.state(of: machine.id, in: world)
        }
    }

    private static func state(of id: MachineID, in world: World) async throws -> JSON {
        let machine = try await machine(id.rawValue, in: world)
        return ["id": .string(id.rawValue), "state": .string(machine.state.rawValue)]
    }
}
