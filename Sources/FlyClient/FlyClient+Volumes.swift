package import FlyWire
package import OrderedJSON

extension FlyClient {
    /// `POST /v1/apps/{app}/volumes`.
    /// - Parameters:
    ///   - sizeGB: gigabytes; nil for the service's default.
    ///   - options: further fields of the request, such as `snapshot_id`.
    package func createVolume(
        app: String, name: String, region: String?, sizeGB: Int?, options: JSONObject = [:]
    ) async throws -> Volume {
        var body: JSONObject = ["name": .string(name)]
        body["region"] = region.map(JSON.string)
        body["size_gb"] = sizeGB.map { .int($0) }
        for option in options { body[option.key] = option.value }
        return try Volume(json: await call(.post, ["v1", "apps", app, "volumes"], body: .object(body)))
    }

    /// `GET /v1/apps/{app}/volumes`, without those that are about to vanish.
    package func volumes(app: String) async throws -> [Volume] {
        let answer = try await call(.get, ["v1", "apps", app, "volumes"])
        return try (answer.arrayValue ?? []).map(Volume.init(json:)).filter { !$0.isVanishing }
    }

    /// `DELETE /v1/apps/{app}/volumes/{id}`; refused while a machine has it mounted.
    package func destroyVolume(app: String, id: String) async throws -> Volume {
        try Volume(json: await call(.delete, ["v1", "apps", app, "volumes", id]))
    }
}
