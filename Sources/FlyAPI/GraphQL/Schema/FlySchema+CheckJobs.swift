extension FlySchema {
    /// Checks of addresses from many places, on demand.
    static let checkJobs = """
        extend type Queries {
            checkJobs(\(page)): CheckJobConnection!
            checkLocations: [CheckLocation!]!
        }

        extend type Mutations {
            createCheckJob(input: CreateCheckJobInput!): CreateCheckJobPayload
            createCheckJobRun(input: CreateCheckJobRunInput!): CreateCheckJobRunPayload
        }

        type CheckHTTPResponse implements Node {
            closeTs: String!
            connectedTs: String!
            dnsTs: String!
            firstTs: String!
            flyioDebug: JSON
            headers: JSON!
            id: ID!
            lastTs: String!
            location: CheckLocation!
            rawHeaders: String!
            rawOutput: [String!]!
            resolvedIp: String!
            sentTs: String!
            startTs: String!
            statusCode: Int!
            tlsTs: String
        }

        enum CheckHTTPVerb { GET HEAD }
        type CheckHeader { name: String!, value: String! }
        input CheckHeaderInput { name: String!, value: String! }

        input CheckInput {
            httpHeaders: [CheckHeaderInput!]
            httpMethod: HTTPMethod
            httpPath: String
            httpProtocol: HTTPProtocol
            httpTlsSkipVerify: Boolean
            interval: Int
            name: String
            scriptArgs: [String!]
            scriptCommand: String
            timeout: Int
            type: CheckType!
        }

        type CheckJob implements Node {
            httpOptions: CheckJobHTTPOptions
            id: ID!
            locations(\(page)): CheckLocationConnection!
            nextRunAt: ISO8601DateTime
            runs(\(page)): CheckJobRunConnection!
            schedule: String
            url: String!
        }

        type CheckJobHTTPOptions { headers: [String!]!, verb: CheckHTTPVerb! }
        input CheckJobHTTPOptionsInput { headers: [String!] = [], verb: CheckHTTPVerb! = GET }

        type CheckJobRun implements Node {
            completedAt: ISO8601DateTime
            createdAt: ISO8601DateTime!
            httpOptions: CheckJobHTTPOptions!
            httpResponses(\(page)): CheckHTTPResponseConnection!
            id: ID!
            locations(\(page)): CheckLocationConnection!
            state: String!
            tests: [String!]!
            url: String!
        }

        type CheckLocation {
            coordinates: [Float!]!
            country: String!
            locality: String!
            name: String!
            state: String
            title: String!
        }

        type CheckState {
            allocation: Allocation!
            allocationId: String!
            name: String!
            output(compact: Boolean, limit: Int): String!
            serviceName: String!
            status: String!
            type: CheckType!
            updatedAt: ISO8601DateTime!
        }

        enum CheckType { HTTP SCRIPT TCP }

        input CreateCheckJobInput {
            clientMutationId: String
            httpOptions: CheckJobHTTPOptionsInput!
            locations: [String!]!
            organizationId: ID!
            url: String!
        }

        type CreateCheckJobPayload { checkJob: CheckJob!, checkJobRun: CheckJobRun, clientMutationId: String }
        input CreateCheckJobRunInput { checkJobId: ID!, clientMutationId: String }
        type CreateCheckJobRunPayload { checkJob: CheckJob!, checkJobRun: CheckJobRun, clientMutationId: String }
        """
}
