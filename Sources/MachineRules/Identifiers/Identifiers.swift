/// Makes the identifiers of the service in the shapes it uses, from the world's own randomness.
///
/// Nothing here is checked for uniqueness: the store's unique indexes do that.
package enum Identifiers {
    /// 14 lower-case hexadecimal digits, `4d8917be20c6f3` (recorded).
    package static func machineID(using generator: inout some RandomNumberGenerator) -> MachineID {
        MachineID(rawValue: text(14, of: hexadecimal, using: &generator))
    }

    /// 16 of `[0-9a-z]`, `zq3p8v1yk6w0dj7n` (recorded).
    package static func appID(using generator: inout some RandomNumberGenerator) -> AppID {
        AppID(rawValue: text(16, of: base36, using: &generator))
    }

    /// `vol_` and 16 of `[0-9a-z]` (recorded).
    package static func volumeID(using generator: inout some RandomNumberGenerator) -> VolumeID {
        VolumeID(rawValue: "vol_" + text(16, of: base36, using: &generator))
    }

    /// `ip_` and 16 of `[0-9a-z]` (recorded).
    package static func ipAddressID(using generator: inout some RandomNumberGenerator) -> IPAddressID {
        IPAddressID(rawValue: "ip_" + text(16, of: base36, using: &generator))
    }

    /// `cert_` and 16 of `[0-9a-z]` (chosen; only GraphQL shows it).
    package static func certificateID(using generator: inout some RandomNumberGenerator) -> CertificateID {
        CertificateID(rawValue: "cert_" + text(16, of: base36, using: &generator))
    }

    /// `rel_` and 16 of `[0-9a-z]` (chosen).
    package static func releaseID(using generator: inout some RandomNumberGenerator) -> ReleaseID {
        ReleaseID(rawValue: "rel_" + text(16, of: base36, using: &generator))
    }

    /// `vs_` and 22 letters and digits of both cases (recorded: about 22 to 25).
    package static func snapshotID(using generator: inout some RandomNumberGenerator) -> SnapshotID {
        SnapshotID(rawValue: "vs_" + text(22, of: base62, using: &generator))
    }

    /// A login of the command line tool: 32 hexadecimal digits (chosen).
    package static func sessionID(using generator: inout some RandomNumberGenerator) -> String {
        text(32, of: hexadecimal, using: &generator)
    }

    /// What a browser is given for the command line tool to redeem: 20 of `[0-9a-z]` (chosen), to be typed if need be.
    package static func sessionCode(using generator: inout some RandomNumberGenerator) -> String {
        text(20, of: base36, using: &generator)
    }

    /// What proves a lease: 12 hexadecimal digits (documented).
    package static func leaseNonce(using generator: inout some RandomNumberGenerator) -> String {
        text(12, of: hexadecimal, using: &generator)
    }

    /// `fly-trace-id`: 32 hexadecimal digits (recorded).
    package static func traceID(using generator: inout some RandomNumberGenerator) -> String {
        text(32, of: hexadecimal, using: &generator)
    }

    /// `fly-span-id`: 16 hexadecimal digits (recorded).
    package static func spanID(using generator: inout some RandomNumberGenerator) -> String {
        text(16, of: hexadecimal, using: &generator)
    }

    /// A snapshot's `digest`: 32 hexadecimal digits and `-1` (recorded), which say nothing of the files (chosen).
    package static func snapshotDigest(using generator: inout some RandomNumberGenerator) -> String {
        text(32, of: hexadecimal, using: &generator) + "-1"
    }

    /// An `internal_numeric_id`: positive.
    package static func numericID(using generator: inout some RandomNumberGenerator) -> Int32 {
        Int32(1 + generator.draw(below: Int(Int32.max)))
    }

    /// Whether a text has the shape of a machine's id. What has not is answered 400 `invalid machine ID, '<id>'`
    /// (recorded) rather than 404.
    package static func isMachineID(_ text: String) -> Bool {
        text.utf8.count == 14 && text.utf8.allSatisfy(hexadecimal.contains)
    }

    /// Whether a text has the shape of a volume's id; a mount may name a volume instead.
    package static func isVolumeID(_ text: String) -> Bool {
        text.hasPrefix("vol_") && text.utf8.count == 20 && text.utf8.dropFirst(4).allSatisfy(base36.contains)
    }

    private static let hexadecimal = Array("0123456789abcdef".utf8)
    private static let base36 = Array("0123456789abcdefghijklmnopqrstuvwxyz".utf8)
    private static let base62 = base36 + Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8)

    private static func text(
        _ count: Int, of alphabet: [UInt8], using generator: inout some RandomNumberGenerator
    ) -> String {
        var units: [UInt8] = []
        units.reserveCapacity(count)
        for _ in 0..<count { units.append(generator.draw(from: alphabet)) }
        return String(decoding: units, as: UTF8.self)
    }
}
