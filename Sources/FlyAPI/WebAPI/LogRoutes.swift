import HTTPTypes
import Hummingbird
import MachineRules
import OrderedJSON
import Persistence
import Simulation

/// `/api/v1/apps/{app}/logs`: an app's log for those who poll it (reference/graphql.md, section 4.3).
enum LogRoutes {
    static func add(to table: inout RouteTable) {
        let path = WebRoutes.prefix + "/apps/{app}/logs"
        table.serve(.get, path, basis: .clientCode, note: "the service's log lines have other words") {
            request, context in
            let page = try await context.requireWorld().logs.read(
                of: context.app, after: try token(request),
                LogRecord.Filter(
                    instance: request.query("instance"), region: request.query("region").map(Region.init(rawValue:))))
            return .json([
                "data": .array(page.lines.map(document)), "meta": ["next_token": .string(page.next.text)],
            ])
        }
    }

    /// The first call of the official client has an empty one.
    private static func token(_ request: Request) throws(Refusal) -> LogsService.Token? {
        guard let text = request.query("next_token") else { return nil }
        guard let token = LogsService.Token(text) else { throw Refusal(.logTokenInvalid) }
        return token
    }

    /// What the service calls an instance is the machine; its version is beside it (chosen).
    private static func document(_ record: LogRecord) -> JSON {
        let line = record.line
        let (instance, region) = (JSON.string(line.machine.rawValue), JSON.string(line.region.rawValue))
        return [
            "id": .string("\(record.number)"), "type": "log",
            "attributes": [
                "timestamp": .string(record.at.rfc3339Milliseconds), "message": .string(line.message),
                "level": .string(line.level.rawValue), "instance": instance, "region": region,
                "meta": [
                    "instance": instance, "region": region, "version": .string(line.instanceID),
                    "event": ["provider": .string(line.source.rawValue)],
                ],
            ],
        ]
    }
}
