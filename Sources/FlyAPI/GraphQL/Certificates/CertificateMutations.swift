import GraphQL
import MachineRules
import OrderedJSON
import Persistence
import Simulation

/// `addCertificate`, `deleteCertificate` and `checkCertificate` (reference/graphql.md, section 3.5); the first two take no
/// input object.
enum CertificateMutations {
    static func add(to resolvers: inout FlyResolvers) {
        resolvers["Mutations.addCertificate"] = { call in
            let app = try await call.app(call.text("appId") ?? "")
            let view = try await call.world.certificates.requestACME(for: call.text("hostname") ?? "", of: app.name)
            return ["app": app.value, "certificate": view.value, "check": view.hostnameCheck, "errors": .null]
        }
        resolvers["Mutations.deleteCertificate"] = { call in
            let app = try await call.app(call.text("appId") ?? "")
            let hostname = call.text("hostname") ?? ""
            let view = try await CertificateResolvers.known {
                try await call.world.certificates.delete(hostname, of: app.name)
            }
            return ["app": app.value, "certificate": view.value, "errors": .null]
        }
        resolvers["Mutations.checkCertificate"] = { call in
            let app = try await call.app(call.input.text("appId") ?? "")
            let hostname = call.input.text("hostname") ?? ""
            let view = try await CertificateResolvers.known {
                try await call.world.certificates.check(hostname, of: app.name)
            }
            return [
                "app": app.value, "certificate": view.value, "check": view.hostnameCheck,
                "clientMutationId": call.clientMutationID,
            ]
        }
    }
}
