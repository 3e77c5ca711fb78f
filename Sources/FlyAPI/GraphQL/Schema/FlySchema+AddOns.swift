extension FlySchema {
    /// Databases and services that others run.
    static let addOns = """
        extend type Queries {
            addOn(id: ID, name: String, provider: String): AddOn
            addOnPlans(\(page), type: AddOnType): AddOnPlanConnection!
            addOnProvider(name: String!): AddOnProvider!
            addOns(\(page), type: AddOnType): AddOnConnection!
            products: [Product!]!
        }

        extend type Mutations {
            createAddOn(input: CreateAddOnInput!): CreateAddOnPayload
            createExtensionTosAgreement(input: CreateExtensionTosAgreementInput!): CreateExtensionTosAgreementPayload
            deleteAddOn(input: DeleteAddOnInput!): DeleteAddOnPayload
            resetAddOnPassword(input: ResetAddOnPasswordInput!): ResetAddOnPasswordPayload
            updateAddOn(input: UpdateAddOnInput!): UpdateAddOnPayload
        }

        extend type AddOn {
            addOnPlanName: String
            addOnProvider: AddOnProvider
            app: App
            apps(\(page)): AppConnection
            createdAt: ISO8601DateTime!
            environment: JSON
            errorMessage: String
            hostname: String
            organization: Organization!
            password: String
            publicUrl: String
            ssoLink: String
            stats: JSON
            updatedAt: ISO8601DateTime!
        }

        extend type AddOnPlan {
            maxCommandsPerSec: Int
            maxConcurrentConnections: Int
            maxDailyBandwidth: String
            maxDailyCommands: Int
            maxDataSize: String
            maxRequestSize: String
            pricePerMonth: Int
        }

        extend type App {
            addOns(\(page), type: AddOnType): AddOnConnection!
        }

        extend type Organization {
            extensionSsoLink(provider: String!): String
        }

        type AddOnProvider {
            asyncProvisioning: Boolean!
            autoProvision: Boolean!
            beta: Boolean!
            detectPlatform: Boolean!
            displayName: String
            excludedRegions: [Region!]
            id: ID!
            internal: Boolean!
            name: String
            nameSuffix: String
            provisioningInstructions: String
            regions: [Region!]
            resourceName: String!
            selectName: Boolean!
            selectRegion: Boolean!
            selectReplicaRegions: Boolean!
            tosAgreement: String
            tosUrl: String
        }

        input CreateAddOnInput {
            appId: ID
            clientMutationId: String
            name: String
            options: JSON
            organizationId: ID
            organizationPlanId: String
            planId: ID
            primaryRegion: String
            readRegions: [String!]
            type: AddOnType!
        }

        type CreateAddOnPayload { addOn: AddOn!, clientMutationId: String }

        input CreateExtensionTosAgreementInput {
            addOnProviderName: String!
            clientMutationId: String
            organizationId: ID
        }

        type CreateExtensionTosAgreementPayload { clientMutationId: String }
        input DeleteAddOnInput { addOnId: ID, clientMutationId: String, name: String, provider: String }
        type DeleteAddOnPayload { clientMutationId: String, deletedAddOnName: String }
        type PriceTier { unitAmount: String, upTo: BigInt }
        type Product { name: String!, tiers: [PriceTier!]!, type: String!, unitLabel: String }
        input ResetAddOnPasswordInput { clientMutationId: String, name: String! }
        type ResetAddOnPasswordPayload { addOn: AddOn!, clientMutationId: String }

        input UpdateAddOnInput {
            addOnId: ID
            clientMutationId: String
            metadata: JSON
            name: String
            options: JSON
            planId: ID
            provider: String
            readRegions: [String!]
        }

        type UpdateAddOnPayload { addOn: AddOn!, clientMutationId: String }
        """
}
