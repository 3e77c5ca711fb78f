extension FlySchema {
    /// Private networks from outside: WireGuard peers and the tokens that make them.
    static let wireGuard = """
        extend type Mutations {
            addWireGuardPeer(input: AddWireGuardPeerInput!): AddWireGuardPeerPayload
            createDelegatedWireGuardToken(
                input: CreateDelegatedWireGuardTokenInput!
            ): CreateDelegatedWireGuardTokenPayload
            deleteDelegatedWireGuardToken(
                input: DeleteDelegatedWireGuardTokenInput!
            ): DeleteDelegatedWireGuardTokenPayload
            dummyWireGuardPeer(input: DummyWireGuardPeerInput!): DummyWireGuardPeerPayload
            removeWireGuardPeer(input: RemoveWireGuardPeerInput!): RemoveWireGuardPeerPayload
            validateWireGuardPeers(input: ValidateWireGuardPeersInput!): ValidateWireGuardPeersPayload
        }

        extend type Organization {
            delegatedWireGuardTokens(
                \(page)
            ): DelegatedWireGuardTokenConnection!
            wireGuardPeer(name: String!): WireGuardPeer!
            wireGuardPeers(\(page)): WireGuardPeerConnection!
        }

        input AddWireGuardPeerInput {
            clientMutationId: String
            ephemeral: Boolean
            gwname: String
            name: String!
            nats: Boolean
            network: String
            organizationId: ID!
            pubkey: String!
            region: String
        }

        type AddWireGuardPeerPayload {
            clientMutationId: String
            endpointip: String!
            network: String
            peerip: String!
            pubkey: String!
        }

        input CreateDelegatedWireGuardTokenInput { clientMutationId: String, name: String, organizationId: ID! }
        type CreateDelegatedWireGuardTokenPayload { clientMutationId: String, token: String! }
        type DelegatedWireGuardToken implements Node { id: ID!, name: String! }

        input DeleteDelegatedWireGuardTokenInput {
            clientMutationId: String
            name: String
            organizationId: ID!
            token: String
        }

        type DeleteDelegatedWireGuardTokenPayload { clientMutationId: String, token: String! }
        input DummyWireGuardPeerInput { clientMutationId: String, organizationId: ID!, region: String }

        type DummyWireGuardPeerPayload {
            clientMutationId: String
            endpointip: String!
            localpub: String!
            peerip: String!
            privkey: String!
            pubkey: String!
        }

        input RemoveWireGuardPeerInput { clientMutationId: String, name: String!, nats: Boolean, organizationId: ID! }
        type RemoveWireGuardPeerPayload { clientMutationId: String, organization: Organization! }
        input ValidateWireGuardPeersInput { clientMutationId: String, peerIps: [String!]! }

        type ValidateWireGuardPeersPayload {
            clientMutationId: String
            invalidPeerIps: [String!]!
            validPeerIps: [String!]!
        }

        type WireGuardPeer implements Node {
            id: ID!
            name: String!
            network: String
            peerip: String!
            pubkey: String!
            region: String!
        }
        """
}
