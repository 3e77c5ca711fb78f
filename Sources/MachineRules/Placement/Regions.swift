/// The regions of the service (documented, August 2026; coordinates are those of the cities).
package enum Regions {
    /// Current regions first, then the retired ones that old data still names.
    package static let all: [RegionFact] = current + retired

    /// Where something can be placed.
    package static let current: [RegionFact] = [
        RegionFact("ams", "Amsterdam, Netherlands", 52.37, 4.90, .europe),
        RegionFact("arn", "Stockholm, Sweden", 59.33, 18.07, .europe),
        RegionFact("bom", "Mumbai, India", 19.08, 72.88, .asiaPacific),
        RegionFact("cdg", "Paris, France", 48.86, 2.35, .europe),
        RegionFact("dfw", "Dallas, Texas (US)", 32.78, -96.80, .northAmerica),
        RegionFact("ewr", "Secaucus, NJ (US)", 40.79, -74.06, .northAmerica),
        RegionFact("fra", "Frankfurt, Germany", 50.11, 8.68, .europe),
        RegionFact("gru", "Sao Paulo, Brazil", -23.55, -46.63, .southAmerica, gatewayAvailable: false),
        RegionFact("iad", "Ashburn, Virginia (US)", 39.04, -77.49, .northAmerica),
        RegionFact("jnb", "Johannesburg, South Africa", -26.20, 28.05, .africa, gatewayAvailable: false),
        RegionFact("lax", "Los Angeles, California (US)", 34.05, -118.24, .northAmerica),
        RegionFact("lhr", "London, United Kingdom", 51.51, -0.13, .europe),
        RegionFact("nrt", "Tokyo, Japan", 35.68, 139.69, .asiaPacific),
        RegionFact("ord", "Chicago, Illinois (US)", 41.88, -87.63, .northAmerica),
        RegionFact("sin", "Singapore, Singapore", 1.35, 103.82, .asiaPacific),
        RegionFact("sjc", "San Jose, California (US)", 37.34, -121.89, .northAmerica),
        RegionFact("syd", "Sydney, Australia", -33.87, 151.21, .asiaPacific),
        RegionFact("yyz", "Toronto, Canada", 43.65, -79.38, .northAmerica),
    ]

    private static let retired: [RegionFact] = [
        RegionFact("bog", "Bogota, Colombia", 4.71, -74.07, .southAmerica, deprecated: true),
        RegionFact("bos", "Boston, Massachusetts (US)", 42.36, -71.06, .northAmerica, deprecated: true),
        RegionFact("den", "Denver, Colorado (US)", 39.74, -104.99, .northAmerica, deprecated: true),
        RegionFact("eze", "Ezeiza, Argentina", -34.85, -58.52, .southAmerica, deprecated: true),
        RegionFact("gdl", "Guadalajara, Mexico", 20.66, -103.35, .northAmerica, deprecated: true),
        RegionFact("gig", "Rio de Janeiro, Brazil", -22.91, -43.17, .southAmerica, deprecated: true),
        RegionFact("hkg", "Hong Kong, Hong Kong", 22.32, 114.17, .asiaPacific, deprecated: true),
        RegionFact("mad", "Madrid, Spain", 40.42, -3.70, .europe, deprecated: true),
        RegionFact("mia", "Miami, Florida (US)", 25.76, -80.19, .northAmerica, deprecated: true),
        RegionFact("otp", "Bucharest, Romania", 44.43, 26.10, .europe, deprecated: true),
        RegionFact("phx", "Phoenix, Arizona (US)", 33.45, -112.07, .northAmerica, deprecated: true),
        RegionFact("qro", "Queretaro, Mexico", 20.59, -100.39, .northAmerica, deprecated: true),
        RegionFact("scl", "Santiago, Chile", -33.45, -70.67, .southAmerica, deprecated: true),
        RegionFact("sea", "Seattle, Washington (US)", 47.61, -122.33, .northAmerica, deprecated: true),
        RegionFact("waw", "Warsaw, Poland", 52.23, 21.01, .europe, deprecated: true),
        RegionFact("yul", "Montreal, Canada", 45.50, -73.57, .northAmerica, deprecated: true),
    ]

    /// The region of a code, current or retired.
    package static func fact(_ code: Region) -> RegionFact? { all.first { $0.code == code } }

    /// 400 `invalid_argument: invalid region: <code>` (chosen); also for a retired region.
    package static func unknown(_ code: String) -> Refusal {
        Refusal(.regionUnknown, ["region": code])
    }
}
