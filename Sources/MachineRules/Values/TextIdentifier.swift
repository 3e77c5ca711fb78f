/// A text that names one kind of thing, so that a machine's id cannot be passed where a volume's is wanted.
///
/// Any text is taken: shapes are checked where requests are refused (`Identifiers.isMachineID`, `AppRules`), not here,
/// because a row that was stored must always load.
package protocol TextIdentifier: RawRepresentable<String>, Sendable, Hashable, Comparable, Codable,
    CustomStringConvertible, ExpressibleByStringLiteral
where StringLiteralType == String {
    init(rawValue: String)
}

extension TextIdentifier {
    /// Takes any text.
    package init(_ text: String) { self.init(rawValue: text) }
    package init(stringLiteral value: String) { self.init(rawValue: value) }
    package var description: String { rawValue }
    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// A machine's id: 14 lower-case hexadecimal digits, `d892d51f691378`.
package struct MachineID: TextIdentifier {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }
}

/// One version of a machine: a ULID, shown as `instance_id` and `version`.
package struct InstanceID: TextIdentifier {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }
}

/// A machine event's id: a ULID.
package struct EventID: TextIdentifier {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }
}

/// An app's name, which is how paths and most inputs say which app.
package struct AppName: TextIdentifier {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }
}

/// An app's hash id: 16 of `[0-9a-z]`; differs from the name.
package struct AppID: TextIdentifier {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }
}

/// A volume's id: `vol_` and 16 of `[0-9a-z]`.
package struct VolumeID: TextIdentifier {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }
}

/// A volume snapshot's id: `vs_` and 22 letters and digits of both cases.
package struct SnapshotID: TextIdentifier {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }
}

/// A region's code, `ams`; also what a caller called one, known or not.
package struct Region: TextIdentifier {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }
}

/// The id of an app's allocated address: `ip_` and 16 of `[0-9a-z]`.
package struct IPAddressID: TextIdentifier {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }
}

/// The id of an app's certificate: `cert_` and 16 of `[0-9a-z]` (chosen).
package struct CertificateID: TextIdentifier {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }
}

/// The id of an app's release: `rel_` and 16 of `[0-9a-z]` (chosen).
package struct ReleaseID: TextIdentifier {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }
}
