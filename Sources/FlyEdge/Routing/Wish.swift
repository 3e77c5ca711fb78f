import Guests
import HTTPTypes
import MachineRules

/// Which machine a request asks for: by headers of its own, or because a program sent it on
/// (reference/mcp-and-proxy.md, section 5.7).
struct Wish: Sendable, Hashable {
    /// This machine or none.
    var instance: String?
    /// This machine if it can be had, else any.
    var preferredInstance: String?
    /// Best first.
    var regions: [Region] = []
    /// Whether no other region will do.
    var isRegionForced = false
    /// None of these.
    var besides: Set<MachineID> = []

    init() {}

    /// What the headers of a request ask for.
    init(_ headers: HTTPFields) {
        for field in headers {
            let name = field.name.canonicalName
            guard name.utf8.first == UInt8(ascii: "f"), name.hasPrefix("fly-"), !field.value.isEmpty else { continue }
            switch name {
            case "fly-force-instance-id": instance = field.value
            case "fly-prefer-instance-id": preferredInstance = field.value
            case "fly-prefer-region" where !isRegionForced:
                regions = Regions.named(in: field.value, nearest: EdgeRegion.code)
            case "fly-force-region":
                regions = Regions.named(in: field.value, nearest: EdgeRegion.code)
                isRegionForced = true
            default: continue
            }
        }
    }

    /// How good a machine is by its region alone: the first wish counts most, and nearness where wishes say nothing.
    struct Rank: Hashable, Comparable {
        let place: Int
        let distance: Double

        static func < (left: Rank, right: Rank) -> Bool {
            (left.place, left.distance) < (right.place, right.distance)
        }
    }

    /// The rank of a machine, nil for one that is not wanted.
    func rank(of machine: AppRoute.Machine) -> Rank? {
        guard !regions.isEmpty || isRegionForced else { return Rank(place: 0, distance: machine.distance) }
        guard let place = regions.firstIndex(of: machine.guest.region) else {
            return isRegionForced ? nil : Rank(place: regions.count, distance: machine.distance)
        }
        return Rank(place: place, distance: machine.distance)
    }
}
