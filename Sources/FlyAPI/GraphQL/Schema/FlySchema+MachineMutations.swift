extension FlySchema {
    /// Machines beyond what REST does with them.
    static let machineMutations = """
        extend type Mutations {
            buildMachine(input: BuildMachineInput!): BuildMachinePayload
            createMachineApp(input: CreateMachineAppInput!): CreateMachineAppPayload
            ensureFlyctlMachineHost(input: EnsureFlyctlMachineHostInput!): EnsureFlyctlMachineHostPayload
            killMachine(input: KillMachineInput!): KillMachinePayload
            launchMachine(input: LaunchMachineInput!): LaunchMachinePayload
            registerMachine(input: RegisterMachineInput!): RegisterMachinePayload
            removeMachine(input: RemoveMachineInput!): RemoveMachinePayload
            startMachine(input: StartMachineInput!): StartMachinePayload
            stopMachine(input: StopMachineInput!): StopMachinePayload
        }

        extend type Machine {
            events(after: String, before: String, first: Int, kind: String, last: Int): MachineEventConnection!
        }

        input CreateMachineAppInput {
            appName: String!
            appRoleId: String
            clientMutationId: String
            enableSubdomains: Boolean = false
            network: String
            organizationSlug: String!
        }

        type CreateMachineAppPayload { app: App!, clientMutationId: String }
        input EnsureFlyctlMachineHostInput { clientMutationId: String, organizationId: ID! }
        type EnsureFlyctlMachineHostPayload { app: App!, clientMutationId: String }
        input KillMachineInput { appId: ID, clientMutationId: String, id: String! }
        type KillMachinePayload { clientMutationId: String, machine: Machine! }

        input LaunchMachineInput {
            appId: ID
            clientMutationId: String
            config: JSON!
            id: String
            name: String
            organizationId: ID
            region: String
        }

        type LaunchMachinePayload { app: App!, clientMutationId: String, machine: Machine! }
        interface MachineEvent { id: ID!, kind: String!, timestamp: ISO8601DateTime! }
        type MachineEventDestroy implements MachineEvent { id: ID!, kind: String!, timestamp: ISO8601DateTime! }

        type MachineEventExit implements MachineEvent {
            exitCode: Int!
            id: ID!
            kind: String!
            metadata: JSON!
            oomKilled: Boolean!
            requestedStop: Boolean!
            timestamp: ISO8601DateTime!
        }

        type MachineEventGeneric implements MachineEvent { id: ID!, kind: String!, timestamp: ISO8601DateTime! }
        type MachineEventStart implements MachineEvent { id: ID!, kind: String!, timestamp: ISO8601DateTime! }

        input RegisterMachineInput {
            appId: ID!
            clientMutationId: String
            config: JSON!
            hostId: Int
            hostName: ID
            id: String!
            machineIps: JSON!
            name: String!
            region: String!
            userConfig: JSON!
            version: String!
        }

        type RegisterMachinePayload { clientMutationId: String, id: ID! }
        input RemoveMachineInput { appId: ID, clientMutationId: String, id: String!, kill: Boolean }
        type RemoveMachinePayload { clientMutationId: String, machine: Machine! }
        input StartMachineInput { appId: ID, clientMutationId: String, id: String! }
        type StartMachinePayload { clientMutationId: String, machine: Machine! }

        input StopMachineInput {
            appId: ID
            clientMutationId: String
            id: String!
            killTimeoutSecs: Int
            signal: String
        }

        type StopMachinePayload { clientMutationId: String, machine: Machine! }

        type MachineEventConnection { edges: [MachineEventEdge], nodes: [MachineEvent], pageInfo: PageInfo! }
        type MachineEventEdge { cursor: String!, node: MachineEvent }
        """
}
