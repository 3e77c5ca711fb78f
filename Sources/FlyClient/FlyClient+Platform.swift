package import FlyWire
import OrderedJSON

extension FlyClient {
    /// `GET /v1/platform/regions`; needs no token.
    package func regions() async throws -> [Region] {
        try Region.list(json: await call(.get, ["v1", "platform", "regions"]))
    }
}
