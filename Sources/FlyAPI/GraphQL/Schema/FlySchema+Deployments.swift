extension FlySchema {
    /// Deployments that are made elsewhere: templates, repositories, images.
    static let templates = """
        extend type Queries {
            githubIntegration: GithubIntegration! @deprecated
            herokuIntegration: HerokuIntegration!
            latestImageTag(repository: String!, snapshotId: ID): String!
            onboarding: Onboarding!
        }

        extend type Mutations {
            createDoctorReport(input: CreateDoctorReportInput!): CreateDoctorReportPayload
            createDoctorUrl: CreateDoctorUrlPayload
            createTemplateDeployment(input: CreateTemplateDeploymentInput!): CreateTemplateDeploymentPayload
            deleteDeploymentSource(input: DeleteDeploymentSourceInput!): DeleteDeploymentSourcePayload
            deployImage(input: DeployImageInput!): DeployImagePayload
            nomadToMachinesMigration(input: NomadToMachinesMigrationInput!): NomadToMachinesMigrationPayload
            nomadToMachinesMigrationPrep(input: NomadToMachinesMigrationPrepInput!): NomadToMachinesMigrationPrepPayload
            saveDeploymentSource(input: SaveDeploymentSourceInput!): SaveDeploymentSourcePayload
        }

        extend type App {
            deploymentSource: DeploymentSource
        }

        input CreateDoctorReportInput { clientMutationId: String, data: JSON! }
        type CreateDoctorReportPayload { clientMutationId: String, reportId: ID! }
        type CreateDoctorUrlPayload { putUrl: String! }

        input CreateTemplateDeploymentInput {
            clientMutationId: String
            organizationId: ID!
            skipCc: Boolean
            template: JSON!
            variables: [PropertyInput!]
        }

        type CreateTemplateDeploymentPayload { clientMutationId: String, templateDeployment: TemplateDeployment! }
        input DeleteDeploymentSourceInput { appId: String!, clientMutationId: String }
        type DeleteDeploymentSourcePayload { app: App, clientMutationId: String }

        input DeployImageInput {
            appId: ID!
            clientMutationId: String
            definition: JSON
            image: String!
            services: [ServiceInput!]
            strategy: DeploymentStrategy
        }

        type DeployImagePayload {
            app: App!
            clientMutationId: String
            release: Release
            releaseCommand: ReleaseCommand
        }

        type DeploymentSource {
            backend: JSON!
            baseDir: String!
            connected: Boolean!
            id: ID!
            provider: String!
            ref: String!
            repositoryId: String!
            repositoryUrl: String!
        }

        type GithubAppInstallation { editUrl: String!, id: ID!, owner: String!, repositories: [GithubRepository!]! }

        type GithubIntegration {
            installationUrl: String!
            installations: [GithubAppInstallation!]!
            viewerAuthenticated: Boolean!
        }

        type GithubRepository { fork: Boolean!, fullName: String!, id: String!, name: String!, private: Boolean! }

        type HerokuApp {
            id: String!
            name: String!
            region: String
            releasedAt: ISO8601DateTime!
            stack: String
            teamName: String
        }

        type HerokuIntegration { herokuApps: [HerokuApp!]!, viewerAuthenticated: Boolean! }
        input NomadToMachinesMigrationInput { appId: ID!, clientMutationId: String }
        type NomadToMachinesMigrationPayload { app: App!, clientMutationId: String }
        input NomadToMachinesMigrationPrepInput { appId: ID!, clientMutationId: String }
        type NomadToMachinesMigrationPrepPayload { app: App!, clientMutationId: String }
        type Onboarding { isFlyctlInstalled: Boolean! }
        input PropertyInput { name: String!, value: String }

        input SaveDeploymentSourceInput {
            appId: String!
            baseDir: String
            clientMutationId: String
            provider: String!
            ref: String
            repositoryId: String!
            skipBuild: Boolean
        }

        type SaveDeploymentSourcePayload { app: App, build: Build, clientMutationId: String }

        type TemplateDeployment implements Node {
            apps(\(page)): AppConnection!
            id: ID!
            organization: Organization!
            status: String!
        }
        """
}
