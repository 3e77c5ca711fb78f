/// The DNS records that would make a host name an app's (reference/machines-rest.md, section 2.3; the shapes are
/// documented, the hashes made from ids and slugs).
package struct DNSRequirements: Sendable, Hashable {
    /// The app's public addresses.
    package let a: [String]
    package let aaaa: [String]
    /// `<app>.fly.dev`.
    package let cname: String
    /// `_acme-challenge.<domain>`, a CNAME to ``challengeTarget``.
    package let challengeName: String
    /// `<domain>.<hash>.flydns.net`.
    package let challengeTarget: String
    /// `_fly-ownership.<domain>`, a TXT of one of the two values.
    package let ownershipName: String
    /// `app-<hash>`.
    package let appValue: String
    /// `org-<hash>`.
    package let orgValue: String

    /// - Parameter addresses: the app's public ones, of both families.
    package init(hostname: Hostname, app: AppName, appID: String, organization: String, addresses: [String]) {
        a = addresses.filter { !$0.contains(":") }
        aaaa = addresses.filter { $0.contains(":") }
        cname = "\(app).fly.dev"
        challengeName = "_acme-challenge.\(hostname.domain)"
        challengeTarget = "\(hostname.domain).\(appID.prefix(7)).flydns.net"
        ownershipName = "_fly-ownership.\(hostname.domain)"
        appValue = "app-\(appID)"
        orgValue = "org-\(SHA256.hexadecimal(of: organization).prefix(16))"
    }
}
