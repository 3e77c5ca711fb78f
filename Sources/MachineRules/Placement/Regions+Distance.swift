#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension Regions {
    /// The regions by their distance from one of them, nearest first; as given when the origin is unknown.
    package static func sorted(_ regions: [RegionFact], from origin: Region) -> [RegionFact] {
        guard let center = fact(origin) else { return regions }
        return regions.map { (fact: $0, distance: distance(center, $0)) }
            .sorted { ($0.distance, $0.fact.code.rawValue) < ($1.distance, $1.fact.code.rawValue) }
            .map(\.fact)
    }

    /// Kilometres along the great circle, by the haversine formula.
    package static func distance(_ first: RegionFact, _ second: RegionFact) -> Double {
        let radians = { (degrees: Double) in degrees * .pi / 180 }
        let latitudes = sin(radians(second.latitude - first.latitude) / 2)
        let longitudes = sin(radians(second.longitude - first.longitude) / 2)
        let product = cos(radians(first.latitude)) * cos(radians(second.latitude))
        let chord = latitudes * latitudes + product * longitudes * longitudes
        return 2 * 6371 * asin(min(1, chord.squareRoot()))
    }
}
