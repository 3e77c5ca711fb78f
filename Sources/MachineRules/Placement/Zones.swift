/// The zones of a region, each a group of hosts: volumes in different zones do not fail together.
///
/// The service shows a zone as four hexadecimal digits (recorded); how many a region has is not told.
package enum Zones {
    /// Zones in every region (chosen): as many volumes of one name fit there when each wants a zone of its own.
    package static let perRegion = 64

    /// The zones of a region, always the same and different from each other.
    package static func all(in region: Region) -> [String] {
        let start = region.rawValue.utf8.reduce(UInt16(5381)) { $0 &* 33 &+ UInt16($1) }
        // An odd stride meets no zone twice.
        return (0..<perRegion).map { index in
            let digits = String(start &+ UInt16(index) &* 25_717, radix: 16)
            return String(repeating: "0", count: 4 - digits.count) + digits
        }
    }

    /// A zone for a new volume, by chance among those that are not taken.
    /// - Throws: `Refusal` 422 `could not find a candidate host` with `insufficient_capacity` when all are (client
    ///   code).
    package static func choose(
        in region: Region,
        besides taken: Set<String>,
        using generator: inout some RandomNumberGenerator
    ) throws(Refusal) -> String {
        let free = all(in: region).filter { !taken.contains($0) }
        guard !free.isEmpty else {
            throw Refusal(.candidateHostNotFound)
        }
        return generator.draw(from: free)
    }
}
