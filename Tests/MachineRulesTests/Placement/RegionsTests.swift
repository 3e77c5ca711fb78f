import Testing

@testable import MachineRules

@Suite("Regions")
struct RegionsTests {
    @Test("are those of the service")
    func all() {
        #expect(
            Regions.current.map(\.code.rawValue) == [
                "ams", "arn", "bom", "cdg", "dfw", "ewr", "fra", "gru", "iad", "jnb", "lax", "lhr", "nrt", "ord", "sin",
                "sjc", "syd", "yyz",
            ])
        #expect(Regions.all.count == 34 && Set(Regions.all.map(\.code)).count == 34)
        #expect(Regions.all.filter(\.deprecated).count == 16)
        #expect(Regions.current.filter { !$0.gatewayAvailable }.map(\.code) == ["gru", "jnb"])
        #expect(Regions.fact("mia")?.deprecated == true)
        #expect(Regions.fact("xxx") == nil)
        #expect(Regions.all.allSatisfy { abs($0.latitude) < 90 && abs($0.longitude) <= 180 })
    }

    @Test(
        "are chosen by an expression",
        arguments: [
            (nil, "iad"), ("", "iad"), ("ams", "ams"), ("ams,fra", "ams"), (" fra , ams", "fra"), ("any", "iad"),
            ("eu", "lhr"), ("apac", "nrt"), ("na", "iad"), ("us", "iad"), ("usa", "iad"), ("sa", "gru"),
            ("sa,eu", "gru"), (",", "iad"),
        ] as [(String?, String)]
    )
    func expressions(expression: String?, code: String) throws {
        #expect(try Regions.resolve(expression: expression, default: "iad", volumeRegion: nil).rawValue == code)
    }

    @Test("of an alias come nearest first, without repetition")
    func candidates() throws {
        let american = try Regions.candidates(expression: "us", default: "sjc")
        #expect(american == ["sjc", "lax", "dfw", "ord", "iad", "ewr"])
        let mixed = try Regions.candidates(expression: "ord,us,any", default: "sjc")
        #expect(mixed.prefix(3) == ["ord", "sjc", "lax"])
        #expect(mixed.count == 18 && Set(mixed).count == 18)
        #expect(try Regions.candidates(expression: "eu", default: "ams").first == "ams")
    }

    @Test(
        "that do not exist, or no longer, are refused",
        arguments: [
            ("xxx", "xxx"), ("ams,xxx", "xxx"), ("AMS", "AMS"), ("mia", "mia"), (" ams fra ", "ams fra"),
        ]
    )
    func unknown(expression: String, code: String) {
        #expect(throws: Refusal(.invalidArgument, "invalid_argument: invalid region: \(code)")) {
            try Regions.resolve(expression: expression, default: "iad", volumeRegion: nil)
        }
    }

    @Test("give way to a volume's where the expression allows it", arguments: [nil, "", "any", "eu", "iad,fra", "fra"])
    func volume(expression: String?) throws {
        #expect(try Regions.resolve(expression: expression, default: "iad", volumeRegion: "fra") == "fra")
    }

    @Test("must agree with a volume's")
    func disagreement() {
        let text = "failed_precondition: volume vol_1 is in region fra, machine is in ams"
        #expect(throws: Refusal(.failedPrecondition, text)) {
            try Regions.resolve(expression: "ams", default: "iad", volumeRegion: "fra", volume: "vol_1")
        }
    }

    @Test("lie as far apart as on the globe")
    func distances() throws {
        let (london, sydney) = (try #require(Regions.fact("lhr")), try #require(Regions.fact("syd")))
        #expect((16_900...17_100).contains(Regions.distance(london, sydney)))
        #expect(Regions.distance(london, london) == 0)
        #expect(Regions.sorted(Regions.current, from: "xxx") == Regions.current)
    }
}
