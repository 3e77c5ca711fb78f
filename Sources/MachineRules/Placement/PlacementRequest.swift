package import OrderedJSON

/// A question where machines would go (reference/machines-rest.md, section 2.9): nothing is made, nothing reserved.
package struct PlacementRequest: Sendable {
    package let organization: String
    package let guest: MachineConfig.Guest
    /// Best first.
    package let regions: [Region]
    /// 0 for as many as each region may take.
    package let count: Int
    package let volumeBytes: Int
    /// What it costs to go on to the next region of the list.
    package let regionWeight: Int
    /// What it costs to put another machine beside one.
    package let spreadWeight: Int

    /// Reads the body.
    ///
    /// Refused with 400: wrong kinds in Go's words, what ``GuestRules`` refuses, at `compute`, and with texts that are
    /// chosen `invalid_argument: org_slug is required`, `invalid_argument: invalid region: <code>`,
    /// `invalid <field>, cannot be negative`.
    /// - Parameter nearest: the region that `region` begins at when it is not given: `[region],any` (documented).
    package init(_ document: JSON, nearest: Region) throws(Refusal) {
        let body = try FieldReader(document: document, type: "getPlacementsRequest")
        guard let organization = try body.string("org_slug"), !organization.isEmpty else { throw .required("org_slug") }
        self.organization = organization
        guest = try Self.guest(body)
        let expression = try body.string("region") ?? ""
        regions = try Regions.candidates(
            expression: expression.isEmpty ? "\(nearest),any" : expression, default: nearest)
        count = try Self.natural("count", in: body) ?? 0
        let isNamed = try body.string("volume_name")?.isEmpty == false
        volumeBytes =
            try Self.natural("volume_size_bytes", in: body)
            ?? (isNamed ? VolumeRules.defaultSizeGB * 1_000_000_000 : 0)
        let weights = FieldReader(
            try body.object("weights", of: "placement.Weights") ?? [:], type: body.type, path: "weights")
        regionWeight = try Self.natural("region", in: weights) ?? 50
        spreadWeight = try Self.natural("spread", in: weights) ?? 1
    }

    private static func guest(_ body: FieldReader) throws(Refusal) -> MachineConfig.Guest {
        guard let object = try body.object("compute", of: "fly.MachineGuest") else { return GuestQuery.standard }
        try ConfigType.guest.requireDecodable(.object(object), in: body.type, at: "compute")
        try ConfigType.guest.requireAllowed(.object(object), at: "compute")
        return MachineConfig.Guest(.object(try GuestRules.completed(object, at: "compute")))
    }

    private static func natural(_ key: String, in body: FieldReader) throws(Refusal) -> Int? {
        guard let number = try body.int(key) else { return nil }
        guard number >= 0 else {
            throw Refusal(.countNegative, ["field": body.path.isEmpty ? key : "\(body.path).\(key)"])
        }
        return number
    }
}
