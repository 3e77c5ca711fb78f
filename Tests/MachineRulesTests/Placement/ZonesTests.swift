import Testing

@testable import MachineRules

@Suite("Zones")
struct ZonesTests {
    @Test("are as many in every region, each of four digits and different", arguments: Regions.current.map(\.code))
    func areDistinct(region: Region) {
        let zones = Zones.all(in: region)
        #expect(Set(zones).count == Zones.perRegion)
        #expect(zones.allSatisfy { $0.wholeMatch(of: /[0-9a-f]{4}/) != nil })
        #expect(zones == Zones.all(in: region))
    }

    @Test("are chosen among the free ones, every one of them in the end")
    func areChosen() throws {
        var generator = SeededGenerator(seed: 3)
        var taken: Set<String> = []
        for _ in 0..<Zones.perRegion {
            let zone = try Zones.choose(in: "ams", besides: taken, using: &generator)
            #expect(taken.insert(zone).inserted)
        }
        #expect(taken == Set(Zones.all(in: "ams")))
        #expect(
            throws: Refusal(.unprocessable, "could not find a candidate host", status: "insufficient_capacity")
        ) { try Zones.choose(in: "ams", besides: taken, using: &generator) }
    }
}
