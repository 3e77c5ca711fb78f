extension FlySchema {
    /// Certificates for host names of apps.
    static let certificates = """
        extend type Queries {
            certificate(id: ID!): AppCertificate
        }

        extend type Mutations {
            addCertificate(appId: ID!, hostname: String!): AddCertificatePayload
            checkCertificate(input: CheckCertificateInput!): CheckCertificatePayload
            deleteCertificate(appId: ID!, hostname: String!): DeleteCertificatePayload
            importCertificate(
                appId: ID!, fullchain: String!, hostname: String, privateKey: String!
            ): ImportCertificatePayload
        }

        extend type App {
            certificate(hostname: String!): AppCertificate
            certificates(
                after: String, before: String, filter: String, first: Int, id: String, last: Int
            ): AppCertificateConnection!
        }

        type AddCertificatePayload { app: App, certificate: AppCertificate, check: HostnameCheck, errors: [String!] }

        type AppCertificate implements Node {
            acmeAlpnConfigured: Boolean! @deprecated
            acmeDnsConfigured: Boolean! @deprecated
            certificateAuthority: String
            certificateRequestedAt: ISO8601DateTime
            check: Boolean!
            clientStatus: String!
            configured: Boolean! @deprecated
            createdAt: ISO8601DateTime
            dnsProvider: String
            dnsValidationHostname: String!
            dnsValidationInstructions: String!
            dnsValidationTarget: String!
            domain: String
            hostname: String!
            id: ID!
            isAcmeAlpnConfigured: Boolean!
            isAcmeDnsConfigured: Boolean!
            isAcmeHttpConfigured: Boolean!
            isApex: Boolean!
            isConfigured: Boolean!
            isWildcard: Boolean!
            issued(
                after: String, before: String, first: Int, includeExpired: Boolean, last: Int
            ): CertificateConnection!
            rateLimitedUntil: ISO8601DateTime
            source: String
            validationErrors: [AppCertificateValidationError!]!
        }

        type AppCertificateValidationError {
            errorCode: CertificateValidationErrorCodeEnum
            message: String!
            remediation: String
            timestamp: ISO8601DateTime!
        }

        type Certificate implements Node { expiresAt: ISO8601DateTime!, hostname: String!, id: ID!, type: String! }

        enum CertificateValidationErrorCodeEnum {
            CAA_RECORD_INVALID CAA_RECORD_MISSING_FLY CONFLICTING_PORT_443_SERVICES DNS_NOT_CONFIGURED
            DNS_RECORD_MISMATCH DNS_RECORD_PARTIAL_MATCH DNS_TIMEOUT DNS_VALIDATION_FAILED HTTP_HOSTNAME_MISMATCH
            HTTP_IPV6_REQUIRED IPV6_NOT_ALLOCATED IPV6_NOT_FOUND NO_ALLOCATED_IPS RATE_LIMITED TLS_HANDLER_MISSING
        }

        input CheckCertificateInput { appId: ID!, clientMutationId: String, hostname: String! }

        type CheckCertificatePayload {
            app: App
            certificate: AppCertificate
            check: HostnameCheck
            clientMutationId: String
        }

        type DeleteCertificatePayload { app: App, certificate: AppCertificate, errors: [String!] }

        type HostnameCheck {
            aRecords: [String!]!
            aaaaRecords: [String!]!
            acmeDnsConfigured: Boolean!
            caaRecords: [String!]!
            cnameRecords: [String!]!
            dnsConfigured: Boolean!
            dnsProvider: String
            dnsVerificationRecord: String
            errors: [String!]
            id: ID!
            isProxied: Boolean!
            resolvedAddresses: [String!]!
            soa: String
        }

        type ImportCertificatePayload {
            app: App
            appCertificate: AppCertificate
            certificate: Certificate
            errors: [String!]
        }
        """
}
