import OrderedJSON
import Testing

@testable import MachineRules

@Suite("Placement")
struct PlacementTests {
    @Test("never tells more than fit, nor a region with nothing, whatever the weights")
    func bounds() throws {
        for weight in [0, 1, 50, .max] {
            for count in [0, 1, 7, 180, .max] {
                let request = try PlacementRequest(
                    [
                        "org_slug": "personal", "region": "any", "count": .int(count),
                        "weights": ["region": .int(weight), "spread": .int(weight)],
                    ], nearest: "iad")
                let placements = Placement.placements(for: request)
                let limit = 18 * Placement.limitOfRegion
                #expect(placements.reduce(0) { $0 + $1.count } == (count == 0 ? limit : min(count, limit)))
                #expect(placements.allSatisfy { (1...Placement.limitOfRegion).contains($0.count) })
            }
        }
    }

    @Test("has the same room whenever it is asked, and less for larger machines")
    func room() throws {
        for region in Regions.all {
            let small = Capacity.machines(with: MachineConfig.Guest(), in: region)
            let large = Capacity.machines(
                with: MachineConfig.Guest(cpuKind: .performance, cpus: 16, memoryMB: 131_072), in: region)
            #expect(region.deprecated == (small == 0), "\(region.code)")
            #expect(region.deprecated == (large == 0), "\(region.code)")
            #expect(region.deprecated || large < small, "\(region.code)")
        }
    }
}
