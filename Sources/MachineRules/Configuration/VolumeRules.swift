package import OrderedJSON

/// What a volume may be, and the defaults of one. Defaults and limits are documented, texts chosen where not said
/// otherwise.
package enum VolumeRules {
    /// The size of a new volume when none is asked for, in GB.
    package static let defaultSizeGB = 3
    /// The greatest size of a volume, in GB.
    package static let maximumSizeGB = 500

    /// Reads the body of a create. A null field counts as absent (client code: null is sent for what is not given).
    ///
    /// Refused with 400: wrong kinds in Go's words, `invalid_argument: name is required`,
    /// `invalid name, must be 1 to 30 lowercase letters, digits or underscores`,
    /// `invalid_argument: invalid region: <code>`, `invalid size_gb, must be between 1 and 500`,
    /// `invalid fstype, must be one of [ext4 raw]`, `invalid snapshot_retention, must be between 1 and 60`,
    /// `invalid_argument: snapshot_id and source_volume_id are mutually exclusive`.
    package static func spec(_ document: JSON) throws(Refusal) -> VolumeSpec {
        let body = try FieldReader(document: document, type: "CreateVolumeRequest")
        guard let name = try body.string("name"), !name.isEmpty else { throw .required("name") }
        guard isName(name) else {
            throw Refusal(.volumeNameIllegal, ["field": "name"])
        }
        let fstype = try body.string("fstype") ?? ""
        guard ["", "ext4", "raw"].contains(fstype) else { throw .invalid("fstype", mustBeOneOf: ["ext4", "raw"]) }
        let snapshotID = try body.text("snapshot_id").map(SnapshotID.init(rawValue:))
        let sourceVolumeID = try body.text("source_volume_id").map(VolumeID.init(rawValue:))
        guard snapshotID == nil || sourceVolumeID == nil else {
            throw Refusal(.volumeSourcesAmbiguous)
        }
        // A hint, of which only the kind is looked at.
        _ = try body.string("compute_image")
        return VolumeSpec(
            name: name,
            region: try region(body.string("region")),
            requestedSizeGB: try within(1...maximumSizeGB, body, "size_gb"),
            encrypted: try body.bool("encrypted") ?? true,
            fstype: fstype.isEmpty ? "ext4" : fstype,
            snapshotID: snapshotID,
            sourceVolumeID: sourceVolumeID,
            snapshotRetention: try within(1...60, body, "snapshot_retention") ?? 5,
            autoBackupEnabled: try body.bool("auto_backup_enabled") ?? true,
            requireUniqueZone: try body.bool("require_unique_zone") ?? true,
            uniqueZoneAppWide: try body.bool("unique_zone_app_wide") ?? false,
            compute: try compute(body)
        )
    }

    /// The settings a `PUT` changes; nil leaves one as it is.
    package static func changes(
        _ document: JSON
    ) throws(Refusal) -> (
        snapshotRetention: Int?, autoBackupEnabled: Bool?
    ) {
        let body = try FieldReader(document: document, type: "UpdateVolumeRequest")
        return (try within(1...60, body, "snapshot_retention"), try body.bool("auto_backup_enabled"))
    }

    /// The size an extension asks for.
    /// - Throws: 400 `invalid_argument: size_gb is required`, or one that is out of bounds (texts chosen).
    package static func wantedSize(_ document: JSON) throws(Refusal) -> Int {
        let body = try FieldReader(document: document, type: "ExtendVolumeRequest")
        guard let size = try within(1...maximumSizeGB, body, "size_gb") else { throw .required("size_gb") }
        return size
    }

    /// A volume only grows. Smaller than now is 422 `volume size cannot be decreased` (status and text chosen).
    package static func requireGrowth(from current: Int, to wanted: Int) throws(Refusal) {
        guard wanted >= current else { throw Refusal(.volumeShrinks) }
    }

    /// The size of a fork or a restored volume: as asked, else the source's. Smaller than the source is 422 (text
    /// chosen).
    package static func size(of spec: VolumeSpec, fromSource sourceSizeGB: Int) throws(Refusal) -> Int {
        let size = spec.requestedSizeGB ?? sourceSizeGB
        guard size >= sourceSizeGB else {
            throw Refusal(.volumeBelowSource, ["size": sourceSizeGB])
        }
        return size
    }

    private static func isName(_ name: String) -> Bool {
        (1...30).contains(name.utf8.count)
            && name.utf8.allSatisfy { unit in
                switch unit {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }

    private static func region(_ code: String?) throws(Refusal) -> Region? {
        guard let code, !code.isEmpty else { return nil }
        guard Regions.current.contains(where: { $0.code.rawValue == code }) else { throw Regions.unknown(code) }
        return Region(rawValue: code)
    }

    private static func within(
        _ range: ClosedRange<Int>, _ body: FieldReader, _ key: String
    ) throws(Refusal) -> Int? {
        guard let value = try body.int(key) else { return nil }
        guard range.contains(value) else {
            throw Refusal(.outOfRange, ["field": key, "least": range.lowerBound, "most": range.upperBound])
        }
        return value
    }

    private static func compute(_ body: FieldReader) throws(Refusal) -> MachineConfig.Guest? {
        guard let object = try body.object("compute", of: "fly.MachineGuest") else { return nil }
        try ConfigType.guest.requireDecodable(.object(object), in: "CreateVolumeRequest", at: "compute")
        return MachineConfig.Guest(.object(try GuestRules.completed(object, at: "compute")))
    }
}

extension FieldReader {
    /// A text that counts as absent when it is empty.
    fileprivate func text(_ key: String) throws(Refusal) -> String? {
        guard let text = try string(key), !text.isEmpty else { return nil }
        return text
    }
}
