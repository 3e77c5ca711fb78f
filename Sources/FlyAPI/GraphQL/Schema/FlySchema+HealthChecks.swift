extension FlySchema {
    /// Checks of machines, and who is told of them.
    static let healthChecks = """
        extend type Mutations {
            deleteHealthCheckHandler(input: DeleteHealthCheckHandlerInput!): DeleteHealthCheckHandlerPayload
            setPagerdutyHandler(input: SetPagerdutyHandlerInput!): SetPagerdutyHandlerPayload
            setSlackHandler(input: SetSlackHandlerInput!): SetSlackHandlerPayload
        }

        extend type App {
            healthChecks(\(page), name: String): CheckStateConnection!
        }

        extend type Organization {
            healthCheckHandlers(\(page)): HealthCheckHandlerConnection!
            healthChecks(\(page)): HealthCheckConnection!
        }

        extend type Service {
            checks: [Check!]!
        }

        type Check {
            httpHeaders: [CheckHeader!]
            httpMethod: String
            httpPath: String
            httpProtocol: HTTPProtocol
            httpTlsSkipVerify: Boolean
            interval: Int!
            name: String
            scriptArgs: [String!]
            scriptCommand: String
            timeout: Int!
            type: CheckType!
        }

        input DeleteHealthCheckHandlerInput { clientMutationId: String, name: String!, organizationId: ID! }
        type DeleteHealthCheckHandlerPayload { clientMutationId: String }

        type HealthCheck {
            entity: String!
            lastPassing: ISO8601DateTime
            name: String!
            output: String
            state: String!
        }

        type HealthCheckHandler { name: String!, type: String! }

        input SetPagerdutyHandlerInput {
            clientMutationId: String
            name: String!
            organizationId: ID!
            pagerdutyStatusMap: JSON
            pagerdutyToken: String!
        }

        type SetPagerdutyHandlerPayload { clientMutationId: String, handler: HealthCheckHandler! }

        input SetSlackHandlerInput {
            clientMutationId: String
            name: String!
            organizationId: ID!
            slackChannel: String
            slackIconUrl: String
            slackUsername: String
            slackWebhookUrl: String!
        }

        type SetSlackHandlerPayload { clientMutationId: String, handler: HealthCheckHandler! }
        """
}
