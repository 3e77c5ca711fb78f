import GraphQL
import MachineRules
import OrderedJSON
import Persistence
import Simulation

/// Tokens (reference/graphql.md, section 3.5): those minted here. A caller with some apps only sees those of its apps.
enum TokenResolvers {
    static func add(to resolvers: inout FlyResolvers) {
        resolvers.set("App.limitedAccessTokens", on: AppRecord.self) { app, call in
            Connection.page(try await call.world.tokens.list(of: app.name).map(\.value), call)
        }
        resolvers.set("Organization.limitedAccessTokens", on: OrganizationNode.self) { organization, call in
            let tokens = try await call.world.tokens.list(ofOrganization: organization.slug)
            return Connection.page(tokens.filter(call.sees).map(\.value), call)
        }
        resolvers.defineReadings(
            "LimitedAccessToken", on: LimitedTokenNode.self,
            [
                "id": { token, _ in .text(token.record.id) },
                // The macaroon's root would be what is said to be here; its text is not kept, so it is the id again.
                "token": { token, _ in .text(token.record.id) },
                // Shown once, when the token is made.
                "tokenHeader": { token, _ in .text(token.text.map(DeployToken.header)) },
                "name": { token, _ in .text(token.record.name) },
                "organization": { token, _ in OrganizationNode(slug: token.record.orgSlug).value },
                "profile": { token, _ in .text(token.record.profile) },
                "profileParams": { token, _ in
                    .json(try token.record.profileParams.map { try JSON(parsing: $0) } ?? .null)
                },
                "createdAt": { token, _ in .text(token.record.createdAt.rfc3339) },
                "expiresAt": { token, _ in .text(token.record.expiresAt.rfc3339) },
                "revokedAt": { token, _ in .text(token.record.revokedAt?.rfc3339) },
                "revokedBy": { token, _ in .text(token.record.revokedBy) },
                "user": { token, _ in Viewer.value(of: token.record.user) },
            ]
        )
        addMutations(to: &resolvers)
    }

    private static func addMutations(to resolvers: inout FlyResolvers) {
        resolvers["Mutations.createLimitedAccessToken"] = { call in
            let (record, text) = try await create(call)
            return [
                "limitedAccessToken": LimitedTokenNode(record: record, text: text).value,
                "clientMutationId": call.clientMutationID,
            ]
        }
        resolvers["Mutations.deleteLimitedAccessToken"] = { call in
            let id = call.input.text("id") ?? call.input.text("token") ?? ""
            let known = try await call.world.read { database, _ in try LimitedTokenRecord.find(id, in: database) }
            guard let known, call.sees(known) else { throw FieldError.couldNotFind("LimitedAccessToken") }
            let user = call.input.text("revokedBy") ?? call.caller.user
            let token = try await call.world.tokens.revoke(id, by: user)
            return [
                "token": .text(token.id), "revokedBy": .text(token.revokedBy),
                "clientMutationId": call.clientMutationID,
            ]
        }
    }

    /// The app of `profileParams.app_id` is the only one the token opens; other parameters say nothing here.
    private static func create(_ call: FlyCall) async throws -> (record: LimitedTokenRecord, text: String) {
        let input = call.input
        guard let organization = try input.organization("organizationId"), call.sees(organization) else {
            throw FieldError.couldNotFind("Organization")
        }
        let params = input["profileParams"].flatMap { $0.isNull ? nil : $0 }
        var app: AppRecord?
        if let name = params?.objectValue?.text("app_id") {
            app = try await call.app(name)
            guard app?.orgSlug == organization.slug else { throw FieldError.couldNotFind("App", name) }
        } else {
            // Nobody gives away more than he has.
            try call.caller.requireAll(of: organization.slug)
        }
        let draft = TokensService.LimitedDraft(
            name: input.text("name") ?? "", organization: organization.slug, app: app?.name,
            profile: input.text("profile") ?? "", profileParams: params?.text, user: call.caller.user,
            lifetime: try input.text("expiry").map(DeployToken.lifetime) ?? DeployToken.usualLifetime)
        let world = call.world.name
        return try await call.world.tokens.mint(draft) { app, seal in
            DeployToken.permission(for: draft.organization, app: app, in: world, seal).text
        }
    }
}
