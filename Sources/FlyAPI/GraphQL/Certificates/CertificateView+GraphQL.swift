import GraphQL
import MachineRules
import OrderedJSON
import Persistence
import Simulation

extension CertificateView {
    var value: ResolvedValue { .object(typeName: "AppCertificate", self) }

    /// In the words that clients print (reported): what is missing is said, the host name's way here first.
    var clientStatus: String {
        switch (status, isPointed) {
        case (.active, true): "Ready"
        case (_, true): "Awaiting certificates"
        case (_, false): "Awaiting configuration"
        }
    }

    /// A name of two labels; longer public suffixes are not known here (chosen).
    var isApex: Bool {
        !record.hostname.isWildcard && record.hostname.text.split(separator: ".").count == 2
    }

    /// Who issued, or is to issue, what answers: the custom certificate's issuer comes first.
    var certificateAuthority: String? {
        record.life.custom.map { $0.issuer ?? "" } ?? (record.life.acmeRequested ? "lets_encrypt" : nil)
    }

    /// The certificates there are as `Certificate` objects, the custom one first; expired ones only where asked for.
    func issued(_ call: FlyCall) -> [JSON] {
        let (life, includesExpired) = (record.life, call.arguments["includeExpired"] == true)
        var issued: [JSON] = []
        if let custom = life.custom, includesExpired || now < custom.expiresAt {
            issued.append(issuedCertificate("custom", custom.key, until: custom.expiresAt))
        }
        if let term {
            issued += CertificateLife.KeyKind.allCases.map { issuedCertificate("fly", $0, until: term.expiresAt) }
        }
        return issued
    }

    /// The `AppCertificateValidationError`s of the last check.
    var problems: [JSON] {
        let time = JSON.string((record.life.checkedAt ?? now).rfc3339)
        return record.life.problems.map {
            [
                "errorCode": .string($0.code), "message": .string($0.message), "remediation": .string($0.remediation),
                "timestamp": time,
            ]
        }
    }

    /// A `HostnameCheck`: the records that DNS would tell, which are those required, or none (chosen, as over REST).
    var hostnameCheck: ResolvedValue {
        let a = isPointed ? requirements.a : []
        let aaaa = isPointed ? requirements.aaaa : []
        let texts = { (texts: [String]) in ResolvedValue.json(.array(texts.map(JSON.string))) }
        return [
            "id": .text(NodeID.id(of: "check/\(record.id)")), "aRecords": texts(a), "aaaaRecords": texts(aaaa),
            "caaRecords": [], "cnameRecords": [], "resolvedAddresses": texts(a + aaaa), "soa": "", "dnsProvider": "",
            "dnsVerificationRecord": .text(isPointed ? requirements.challengeTarget : ""), "errors": [],
            "isProxied": .bool(false), "dnsConfigured": .bool(isPointed), "acmeDnsConfigured": .bool(isPointed),
        ]
    }

    private func issuedCertificate(_ source: String, _ key: CertificateLife.KeyKind, until end: Timestamp) -> JSON {
        [
            "id": .string(NodeID.id(of: "\(source)/\(key)/\(record.id)")), "hostname": .string(record.hostname.text),
            "type": .string(key.rawValue), "expiresAt": .string(end.rfc3339),
        ]
    }
}
