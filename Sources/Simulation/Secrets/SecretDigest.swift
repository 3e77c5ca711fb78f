import Crypto
package import MachineRules

/// What the API shows in the place of a secret's value.
///
/// The service's algorithm is not known (chosen): the first 8 bytes of the SHA-256 of app, name and value, each ended by
/// a zero byte, in lower-case hexadecimal. The same secret of the same app has the same digest in every world and run;
/// the same value elsewhere has another.
package enum SecretDigest {
    package static func text(app: AppName, name: String, value: String) -> String {
        var hash = Crypto.SHA256()
        for part in [app.rawValue, name, value] {
            hash.update(data: Array(part.utf8))
            hash.update(data: [0])
        }
        return hash.finalize().prefix(8).map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }
}
