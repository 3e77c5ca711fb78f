import CryptoExtras
import Persistence

/// The key by which a world signs what its machines are told apart by. It is made when it is first asked for and kept in
/// the world's database, so that what was signed can be verified after a restart, and in a fork.
package struct IssuerService: Sendable {
    let world: World

    /// The RSA key of 2048 bits, in PEM.
    ///
    /// It comes from the system's randomness rather than from the world's: keys cannot be made of a seed here.
    package func privateKeyPEM() async throws -> String {
        if let pem = try await world.read({ database, _ in try IssuerKeyRecord.find(in: database) }) { return pem }
        // Takes a while, so not inside the transaction; of two that are made at once the first stays.
        let fresh = try _RSA.Signing.PrivateKey(keySize: .bits2048).pkcs8PEMRepresentation
        return try await world.write { transaction in
            if let pem = try IssuerKeyRecord.find(in: transaction.database) { return pem }
            try IssuerKeyRecord.insert(fresh, at: transaction.now, in: transaction.database)
            return fresh
        }
    }
}

extension World {
    package var issuer: IssuerService { IssuerService(world: self) }
}
