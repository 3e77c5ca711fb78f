/// How many of the machines asked about go to one region.
package struct Placement: Sendable, Hashable {
    package let region: Region
    package let count: Int
    /// How many could be made there at once; 1 for every region (chosen, as recorded).
    package var concurrency: Int { 1 }

    /// An organization may have so many machines of one request in a region (chosen, as recorded).
    package static let limitOfRegion = 10

    /// Places machine after machine where it costs least, the better region first of two that cost the same. A region
    /// costs its place in the request's list times one weight, and the machines placed there times the other (chosen),
    /// so by default the first region is filled before the next. What does not fit anywhere is left out, and so is a
    /// region that gets nothing (recorded).
    package static func placements(for request: PlacementRequest) -> [Placement] {
        let rooms = request.regions.map { region in
            let capacity = Regions.fact(region).map {
                Capacity.machines(with: request.guest, in: $0, volumeBytes: request.volumeBytes)
            }
            return min(capacity ?? 0, limitOfRegion)
        }
        let counts = request.count == 0 ? rooms : spread(request.count, over: rooms, request)
        return zip(request.regions, counts).filter { $0.1 > 0 }.map { Placement(region: $0.0, count: $0.1) }
    }

    private static func spread(_ count: Int, over rooms: [Int], _ request: PlacementRequest) -> [Int] {
        var counts = rooms.map { _ in 0 }
        for _ in 0..<min(count, rooms.reduce(0, +)) {
            let open = rooms.indices.filter { counts[$0] < rooms[$0] }
            let cost = { (index: Int) in
                // Weights may be as large as numbers get.
                Double(index) * Double(request.regionWeight) + Double(counts[index]) * Double(request.spreadWeight)
            }
            guard let best = open.min(by: { cost($0) < cost($1) }) else { break }
            counts[best] += 1
        }
        return counts
    }
}
