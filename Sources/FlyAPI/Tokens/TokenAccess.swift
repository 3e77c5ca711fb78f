import MachineRules
import OrderedJSON
import Persistence
import Simulation

/// What somebody wants to do, as `POST /v1/tokens/authorize` asks it: by names, which are looked up, and answered by
/// numbers.
struct TokenAccess: Sendable {
    let actions: Actions
    let organization: String
    let app: AppRecord?
    private let isMutation: Bool
    /// The answer.
    let json: JSON

    /// What is copied from the question into the answer, and how it is called there.
    private static let copied = [
        ("app_feature", "app_feature"), ("org_feature", "feature"), ("volume_id", "volume"), ("machine_id", "machine"),
        ("machine_feature", "machine_feature"), ("mutation", "mutation"), ("source_machine", "sourceMachine"),
        ("storage_object", "storage_object"),
    ]

    /// - Throws: `Refusal` 400 for what does not exist or does not belong together (texts chosen).
    init(_ body: FieldReader, in world: World) async throws {
        actions = Actions(text: try body.string("action") ?? "")
        app = try await Self.app(of: body, in: world)
        let named = try body.nonEmpty("org_slug")
        guard let organization = named ?? app?.orgSlug else {
            throw Refusal.required("access.org_slug")
        }
        if let app, app.orgSlug != organization {
            throw Refusal(.tokenAppForeign, ["app": app.name, "organization": organization])
        }
        self.organization = organization
        isMutation = try body.nonEmpty("mutation") != nil
        var answer: JSONObject = [
            "action": .string(actions.text), "orgid": .int(AppDocument.organizationNumber(organization)),
        ]
        if let app { answer["appid"] = .int(app.numericID) }
        for (asked, answered) in Self.copied {
            if let text = try body.nonEmpty(asked) { answer[answered] = .string(text) }
        }
        if let command = try body.strings("command") { answer["command"] = .array(command.map(JSON.string)) }
        json = .object(answer)
    }

    func isAllowed(to caller: Caller) -> Bool {
        guard Actions(caller.access).isSuperset(of: actions), caller.access == .write || !isMutation else {
            return false
        }
        guard let app else { return caller.reachesAll(of: organization) }
        return caller.reaches(app.name, of: organization)
    }

    /// The app that is named, or that has the machine or the volume that is.
    private static func app(of body: FieldReader, in world: World) async throws -> AppRecord? {
        let name = try body.nonEmpty("app_name").map(AppName.init(rawValue:))
        let machine = try body.nonEmpty("machine_id").map(MachineID.init(rawValue:))
        let volume = try body.nonEmpty("volume_id").map(VolumeID.init(rawValue:))
        return try await world.read { database, _ in
            var names: [AppName] = name.map { [$0] } ?? []
            if let machine {
                guard let found = try MachineRecord.find(machine, in: database) else {
                    throw Refusal(.tokenMachineUnknown)
                }
                names.append(found.appName)
            }
            if let volume {
                guard let found = try VolumeRecord.find(volume, in: database) else {
                    throw Refusal(.tokenVolumeUnknown)
                }
                names.append(found.appName)
            }
            guard let first = names.first else { return nil }
            guard names.allSatisfy({ $0 == first }) else {
                throw Refusal(.tokenAppAmbiguous)
            }
            guard let app = try AppRecord.find(first, in: database) else {
                throw Refusal(.tokenAppUnknown)
            }
            return app
        }
    }
}
