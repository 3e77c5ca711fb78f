/// What is known of one region.
package struct RegionFact: Sendable, Hashable {
    /// The part of the world, in the wire's words.
    package enum GeoRegion: String, Sendable, Hashable, CaseIterable {
        case africa
        case asiaPacific = "asia_pacific"
        case europe
        case northAmerica = "north_america"
        case southAmerica = "south_america"
    }

    /// The three letters, `ams`.
    package let code: Region
    /// City and country, `Amsterdam, Netherlands`.
    package let name: String
    /// Degrees north.
    package let latitude: Double
    /// Degrees east.
    package let longitude: Double
    /// Where on the globe it counts to.
    package let geoRegion: GeoRegion
    /// Whether a private network can be entered here.
    package let gatewayAvailable: Bool
    /// Whether only paying organizations may use it; false for all (chosen).
    package let requiresPaidPlan: Bool
    /// Retired: still in old data, nothing new is placed there.
    package let deprecated: Bool

    init(
        _ code: Region, _ name: String, _ latitude: Double, _ longitude: Double, _ geoRegion: GeoRegion,
        gatewayAvailable: Bool = true, deprecated: Bool = false
    ) {
        self.code = code
        self.name = name
        self.latitude = latitude
        self.longitude = longitude
        self.geoRegion = geoRegion
        self.gatewayAvailable = gatewayAvailable && !deprecated
        requiresPaidPlan = false
        self.deprecated = deprecated
    }

    /// Whether `us` and `usa` mean it.
    var isInUnitedStates: Bool { name.hasSuffix("(US)") }
}
