import GraphQL
import MachineRules
import OrderedJSON
import Persistence
import Simulation

/// What an app offers to the proxy: the services its machines are configured with, each once. Of two for one port the
/// older machine's is shown (chosen).
enum AppServiceResolvers {
    static func add(to resolvers: inout FlyResolvers) {
        resolvers.set("App.services", on: AppRecord.self) { app, call in
            .json(.array(try await services(of: app, call)))
        }
    }

    static func services(of app: AppRecord, _ call: FlyCall) async throws -> [JSON] {
        var (services, seen): ([JSON], Set<JSON>) = ([], [])
        for machine in try await call.world.machineRecords(of: app.name) {
            for service in ServiceDocument.services(in: try JSON(parsing: machine.config)) {
                let key: JSON = [service["protocol"] ?? .null, service["internalPort"] ?? .null]
                if seen.insert(key).inserted { services.append(service) }
            }
        }
        return services
    }
}
