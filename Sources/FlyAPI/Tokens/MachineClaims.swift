import JWTKit
import MachineRules
import OrderedJSON
import Persistence

/// What a machine's OIDC token says (reference/machines-rest.md, section 2.10).
struct MachineClaims: JWTPayload {
    let appID: String
    let appName: String
    let audience: String
    let expiresAt: Int64
    let issuedAt: Int64
    let image: String
    let imageDigest: String
    let issuer: String
    let id: String
    let machineID: String
    let machineName: String
    let machineVersion: String
    let notBefore: Int64
    let organizationID: String
    let organizationName: String
    let region: String
    let subject: String
    let awsTags: AWSTags?

    /// Session tags as AWS reads them from a token; which claims become tags is chosen.
    struct AWSTags: Codable, Sendable {
        let principalTags: [String: [String]]
        let transitiveTagKeys: [String]

        enum CodingKeys: String, CodingKey {
            case principalTags = "principal_tags"
            case transitiveTagKeys = "transitive_tag_keys"
        }
    }

    enum CodingKeys: String, CodingKey, CaseIterable {
        case appID = "app_id"
        case appName = "app_name"
        case audience = "aud"
        case expiresAt = "exp"
        case issuedAt = "iat"
        case image
        case imageDigest = "image_digest"
        case issuer = "iss"
        case id = "jti"
        case machineID = "machine_id"
        case machineName = "machine_name"
        case machineVersion = "machine_version"
        case notBefore = "nbf"
        case organizationID = "org_id"
        case organizationName = "org_name"
        case region
        case subject = "sub"
        case awsTags = "https://aws.amazon.com/tags"
    }

    /// How long a token is good for.
    private static let lifetime = Duration.seconds(600)

    /// - Parameters:
    ///   - audience: the organization's page when nothing is asked for.
    ///   - id: a UUID.
    init(
        of machine: MachineRecord, in app: AppRecord, audience: String?, tagged: Bool, id: String, at time: Timestamp
    ) throws {
        let organization = app.orgSlug
        let imageRef = try JSON(parsing: machine.imageRef)
        appID = String(app.numericID)
        appName = app.name.rawValue
        self.audience = audience ?? "https://fly.io/\(organization)"
        expiresAt = (time + Self.lifetime).seconds
        issuedAt = time.seconds
        notBefore = time.seconds
        image = "\(imageRef["repository"]?.stringValue ?? ""):\(imageRef["tag"]?.stringValue ?? "")"
        imageDigest = imageRef["digest"]?.stringValue ?? ""
        issuer = MachineIssuer.url(of: organization)
        self.id = id
        machineID = machine.id.rawValue
        machineName = machine.name
        machineVersion = machine.instanceID
        organizationID = String(AppDocument.organizationNumber(organization))
        organizationName = organization
        region = machine.region.rawValue
        subject = "\(organization):\(app.name):\(machine.name)"
        let tags = [
            "org_name": [organization], "app_name": [app.name.rawValue], "machine_id": [machine.id.rawValue],
            "machine_name": [machine.name], "region": [machine.region.rawValue],
        ]
        awsTags = tagged ? AWSTags(principalTags: tags, transitiveTagKeys: tags.keys.sorted()) : nil
    }

    /// Only made here; whoever verifies it has the time.
    func verify(using algorithm: some JWTAlgorithm) async throws {}
}
