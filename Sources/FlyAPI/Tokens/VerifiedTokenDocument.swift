import FoundationEssentials
import MachineRules
import OrderedJSON
import Persistence
import Simulation

/// A token that was found to be genuine, as it stands on the wire. Nonce, caveats and bytes are written as the client
/// library's types write and read them (client code); the document describes them otherwise.
enum VerifiedTokenDocument {
    static func json(of holder: Authorization.Holder, in world: World) async throws -> JSON {
        let token = Substring(holder.token)
        let bytes = Macaroon.bytes(of: token)
        return [
            "header": .string((bytes == nil ? "Bearer " : "FlyV1 ") + holder.token),
            "nonce": .string(bytes.map(nonce) ?? ""),
            "caveats": .array(try await caveats(of: holder, in: world).map(\.json)),
            "permission_token": .string(base64(bytes ?? Array(token.utf8))),
        ]
    }

    /// What is known of the holder, in caveats; a token that opens everything has none.
    private static func caveats(of holder: Authorization.Holder, in world: World) async throws -> [Caveat] {
        guard case .organization(let slug, let apps) = holder.caller.reach else { return [] }
        let actions = Actions(holder.caller.access)
        var caveats: [Caveat] = [.organization(AppDocument.organizationNumber(slug), actions)]
        if let apps {
            let known = try await world.apps.list(of: slug).map(\.app).filter { apps.contains($0.name) }
            caveats.append(.apps(Dictionary(uniqueKeysWithValues: known.map { ($0.numericID, actions) })))
        }
        if let grant = holder.grant {
            caveats.append(.validity(from: grant.from.seconds, until: grant.until.seconds))
        }
        return caveats
    }

    /// The macaroon's own encoding of its nonce: key id, random bytes, whether it is a proof.
    private static func nonce(of bytes: [UInt8]) -> String {
        guard bytes.count > 4 else { return "" }
        let end = 4 + Int(bytes[3]) + 2 + 16 + 1
        return bytes.count >= end ? base64(Array(bytes[1..<end])) : ""
    }

    private static func base64(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }
}
