package import MachineRules
import ModelContextProtocol
import OrderedJSON
package import Simulation

/// A machine as the programs in it see it.
package struct EmulatedMachine: Sendable {
    private let target: MachinesService.ExecTarget
    /// The container that is meant, nil for the machine itself.
    private let container: MachineConfig.Container?
    private let secrets: [(String, String)]

    /// - Parameters:
    ///   - container: the name of the container that is asked for; the first one where the machine has any and neither
    ///     it nor the machine is named.
    ///   - isMachine: the machine itself is meant, whatever containers it has.
    ///   - secrets: of the app, by name; they win over `config.env`.
    /// - Throws: `Refusal` 404 `container not found` (chosen).
    package init(
        _ target: MachinesService.ExecTarget,
        container name: String?,
        isMachine: Bool,
        secrets: [(String, String)]
    ) throws {
        self.target = target
        self.secrets = secrets
        let containers = target.config.containerCommands
        if let name {
            guard let named = containers.first(where: { $0.name == name }) else {
                throw Refusal(.containerNotFound)
            }
            container = named
        } else {
            container = isMachine ? nil : containers.first
        }
    }

    /// What an `exec` runs in.
    package func userland(in world: World) throws -> Userland {
        Userland(
            hostname: target.id.rawValue, environment: environment,
            files: VolumeFiles(mounts: try world.mounts(of: target.config)), startedAt: target.startedAt
        ) { due in
            try await world.sleep(until: due)
        }
    }

    /// What the platform sets (section 3.12), then what the configuration, the container and the app's secrets set.
    private var environment: ProcessEnvironment {
        let inside = [("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"), ("HOME", "/root")]
        let platform = Self.platform(of: target, image: container?.image ?? target.config.image ?? "")
        return ProcessEnvironment(inside + platform + target.config.env + (container?.env ?? []) + secrets)
    }

    /// What the platform tells every program in a machine (section 3.12).
    /// - Parameter image: as the configuration has it.
    static func platform(of target: MachinesService.ExecTarget, image: String) -> [(String, String)] {
        let metadata = target.config.metadata
        let group = metadata["fly_process_group"]?.stringValue ?? metadata["process_group"]?.stringValue ?? "app"
        return [
            ("FLY_APP_NAME", target.app.rawValue), ("FLY_MACHINE_ID", target.id.rawValue),
            ("FLY_ALLOC_ID", target.id.rawValue),
            ("FLY_REGION", target.region.rawValue),
            // Nothing outside reaches a machine by an address of its own.
            ("FLY_PUBLIC_IP", target.privateIP), ("FLY_PRIVATE_IP", target.privateIP),
            ("FLY_IMAGE_REF", imageReference(image)),
            ("FLY_MACHINE_VERSION", target.instanceID), ("FLY_PROCESS_GROUP", group),
            ("FLY_VM_MEMORY_MB", String(target.config.guest.memoryMB)),
            ("PRIMARY_REGION", target.primaryRegion.rawValue),
        ]
    }

    private static func imageReference(_ text: String) -> String {
        guard let reference = ImageReference(text) else { return text }
        return "\(reference.registry)/\(reference.repository)" + (reference.tag.map { ":\($0)" } ?? "")
    }
}

extension MachineConfig {
    /// One of the containers of a machine, as far as its programs need it.
    package struct Container: Sendable {
        let name: String
        let image: String?
        let env: [(String, String)]
        let command: Init
    }

    /// In the caller's order.
    var containerCommands: [Container] {
        (document["containers"]?.arrayValue ?? []).map { json in
            Container(
                name: json["name"]?.stringValue ?? "", image: json["image"]?.stringValue,
                env: (json["env"]?.objectValue?.members ?? []).map { ($0.key, $0.value.stringValue ?? "") },
                command: Init(json)
            )
        }
    }
}
