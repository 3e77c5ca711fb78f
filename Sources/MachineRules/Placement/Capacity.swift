/// How much room the regions have: hosts that are all alike, a fixed number in each region, and nothing on them (chosen,
/// the real figures change by the hour). So the same question always has the same answer.
package enum Capacity {
    private static let cpusOfHost = 32
    private static let memoryOfHostMB = 131_072
    private static let diskOfHostBytes = 4_000_000_000_000
    /// Sixteen shared CPUs stand on one (documented).
    private static let sharedOfCPU = 16

    private static let hostsByDefault = 20
    private static let hosts: [Region: Int] = [
        "iad": 40, "ams": 30, "fra": 30, "lhr": 30, "ord": 30, "sjc": 30, "gru": 10, "jnb": 10,
    ]

    private static let gpusOfHost = 8
    /// Where the hosts with GPUs are, one of each kind (documented).
    private static let gpuRegions: [String: [Region]] = [
        "a10": ["ord"], "l40s": ["ord"], "a100-pcie-40gb": ["ord"], "a100-sxm4-80gb": ["ams", "iad", "sjc", "syd"],
    ]

    /// The kinds of GPU there are.
    package static let gpuKinds = ["a10", "a100-pcie-40gb", "a100-sxm4-80gb", "l40s"]

    /// How many machines with such a guest fit into a region; none into a retired one.
    /// - Parameter volumeBytes: the size of the volume that each of them gets, 0 for none. No volume is larger than 500 GB.
    package static func machines(
        with guest: MachineConfig.Guest,
        in region: RegionFact,
        volumeBytes: Int = 0
    ) -> Int {
        guard !region.deprecated, volumeBytes <= VolumeRules.maximumSizeGB * 1_000_000_000 else { return 0 }
        let cpus = guest.cpuKind == .shared ? cpusOfHost * sharedOfCPU : cpusOfHost
        var fitting = min(cpus / guest.cpus, memoryOfHostMB / guest.memoryMB)
        if volumeBytes > 0 { fitting = min(fitting, diskOfHostBytes / volumeBytes) }
        guard let kind = guest.gpuKind, !kind.isEmpty else { return fitting * (hosts[region.code] ?? hostsByDefault) }
        guard gpuRegions[kind]?.contains(region.code) == true else { return 0 }
        return min(fitting, gpusOfHost / max(1, guest.gpus))
    }
}
