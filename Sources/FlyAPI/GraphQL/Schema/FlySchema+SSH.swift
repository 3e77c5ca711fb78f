extension FlySchema {
    /// Keys and certificates for shells in machines.
    static let sshCertificates = """
        extend type Mutations {
            establishSshKey(input: EstablishSSHKeyInput!): EstablishSSHKeyPayload
            issueCertificate(input: IssueCertificateInput!): IssueCertificatePayload
        }

        extend type Organization {
            loggedCertificates(\(page)): LoggedCertificateConnection
            sshCertificate: String
        }

        input EstablishSSHKeyInput { clientMutationId: String, organizationId: ID!, override: Boolean }
        type EstablishSSHKeyPayload { certificate: String!, clientMutationId: String }

        input IssueCertificateInput {
            appNames: [String!]
            clientMutationId: String
            email: String @deprecated
            organizationId: ID!
            principals: [String!]
            publicKey: String
            username: String @deprecated
            validHours: Int
        }

        type IssueCertificatePayload { certificate: String!, clientMutationId: String, key: String @deprecated }
        type LoggedCertificate implements Node { cert: String!, id: ID!, root: Boolean! }
        """
}
