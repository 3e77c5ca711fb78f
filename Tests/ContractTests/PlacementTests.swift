import OrderedJSON
import Testing
import WindtunnelTestSupport

/// Where machines would go, without making any.
@Suite(.timeLimit(.minutes(5))) struct Placements {
    private static let path = "/v1/platform/placements"

    @Test func `one region is asked about, and told how many it takes`() async throws {
        try await withEmulator { emulator in
            let answer = try await emulator.post(Self.path, ["org_slug": "personal", "region": "ams"])
            #expect(answer.code == 200)
            #expect(try answer.json == ["Regions": [["Region": "ams", "Count": 10, "Concurrency": 1]]])
        }
    }

    @Test func `without a region every current one is told, the nearest first`() async throws {
        try await withEmulator { emulator in
            let regions = try await emulator.post(Self.path, ["org_slug": "personal"]).regions
            #expect(regions.count == 18)
            #expect(regions.prefix(2) == ["iad", "ewr"])
        }
    }

    @Test(
        arguments: [
            // The first region is filled before the next.
            (["region": "fra,ams", "count": 4], ["fra": 4]),
            (["region": "fra,ams", "count": 13], ["fra": 10, "ams": 3]),
            (["region": "fra,ams", "count": 99], ["fra": 10, "ams": 10]),
            (["region": "lhr,sa", "count": 11], ["lhr": 10, "gru": 1]),
            (["region": "fra,ams", "count": 4, "weights": ["region": 0]], ["fra": 2, "ams": 2]),
            (["region": "fra,ams", "count": 12, "weights": ["region": 1000, "spread": 0]], ["fra": 10, "ams": 2]),
            (
                ["region": "fra,ams", "count": 5, "weights": ["region": 2, "spread": 1, "other": 7]],
                ["fra": 4, "ams": 1]
            ),
            (
                [
                    "region": "ord,ams",
                    "compute": ["cpu_kind": "performance", "cpus": 8, "gpu_kind": "l40s", "gpus": 4],
                ], ["ord": 2]
            ),
            (["region": "iad", "volume_name": "data"], ["iad": 10]),
            (["region": "iad", "volume_name": "data", "volume_size_bytes": 500_000_000_000], ["iad": 10]),
            (["region": "iad", "volume_size_bytes": 500_000_000_001], [:]),
        ] as [(JSON, [String: Int])])
    func `machines go where weights and room send them`(question: JSON, counts: [String: Int]) async throws {
        try await withEmulator { emulator in
            var body = question.objectValue ?? [:]
            body["org_slug"] = "personal"
            let answer = try await emulator.post(Self.path, .object(body))
            #expect(answer.code == 200)
            let rows = try answer.json["Regions"]?.arrayValue ?? []
            let told = rows.map { ($0["Region"]?.stringValue ?? "", $0["Count"]?.intValue ?? 0) }
            #expect(Dictionary(told) { $1 } == counts)
        }
    }

    @Test(
        arguments: [
            ([:], "invalid_argument: org_slug is required"),
            (["org_slug": ""], "invalid_argument: org_slug is required"),
            (["org_slug": "p", "region": "xyz"], "invalid_argument: invalid region: xyz"),
            (["org_slug": "p", "region": "mia"], "invalid_argument: invalid region: mia"),
            (["org_slug": "p", "count": -1], "invalid count, cannot be negative"),
            (["org_slug": "p", "volume_size_bytes": -1], "invalid volume_size_bytes, cannot be negative"),
            (["org_slug": "p", "weights": ["spread": -1]], "invalid weights.spread, cannot be negative"),
            (
                ["org_slug": "p", "compute": ["cpus": 1]],
                "invalid compute.cpu_kind, must be one of [shared performance]"
            ),
            (
                ["org_slug": "p", "compute": ["cpu_kind": "shared", "cpus": 3]],
                "invalid compute.cpus, must be one of [1 2 4 6 8]"
            ),
            (
                ["org_slug": "p", "compute": ["cpu_kind": "shared", "memory_mb": 128]],
                "invalid compute.memory_mb, minimum required 256 MiB"
            ),
            (
                ["org_slug": "p", "compute": ["cpu_kind": "shared", "gpu_kind": "abacus"]],
                "invalid compute.gpu_kind, must be one of [a100-pcie-40gb a100-sxm4-80gb l40s a10]"
            ),
            (
                ["org_slug": "p", "count": "many"],
                "json: cannot unmarshal string into Go struct field getPlacementsRequest.count of type int"
            ),
            (
                ["org_slug": "p", "weights": ["region": "x"]],
                "json: cannot unmarshal string into Go struct field getPlacementsRequest.weights.region of type int"
            ),
            ([], "json: cannot unmarshal array into Go value of type main.getPlacementsRequest"),
        ] as [(JSON, String)])
    func `a question that makes no sense is refused`(question: JSON, text: String) async throws {
        try await withEmulator { emulator in
            let answer = try await emulator.post(Self.path, question)
            #expect(answer.code == 400)
            #expect(answer.error == text)
        }
    }

    @Test func `a question without a body is refused`() async throws {
        try await withEmulator { emulator in
            let answer = try await emulator.post(Self.path)
            #expect(answer.code == 400)
            #expect(answer.error == "EOF")
        }
    }
}

/// How much room the regions say they have.
@Suite(.timeLimit(.minutes(5))) struct RegionCapacities {
    private static let path = "/v1/platform/regions"

    @Test(arguments: [
        ("", 960), ("?size=performance-1x", 960), ("?size=performance-2x", 480), ("?size=shared-cpu-1x", 15_360),
        ("?cpu_kind=shared&cpus=2&memory_mb=4096", 960), ("?cpus=4", 3840),
        ("?size=performance-2x&memory_mb=16384", 240),
        ("?size=a100-80gb", 4), ("?size=l40s", 0), ("?gpu_kind=a100-sxm4-80gb&gpus=4", 2),
    ])
    func `capacity counts the machines of the size that is asked about`(query: String, capacity: Int) async throws {
        try await withEmulator { emulator in
            let answer = try await emulator.get(Self.path + query)
            #expect(answer.code == 200)
            #expect(try answer.json["Nearest"] == "iad")
            let regions = try answer.json["Regions"]?.arrayValue ?? []
            #expect(regions.first { $0["code"] == "ams" }?["capacity"] == .int(capacity))
            #expect(regions.first { $0["code"] == "mia" }?["capacity"] == 0)
        }
    }

    @Test(arguments: [
        ("size=huge", "invalid size, unknown preset huge"),
        ("cpus=two", "invalid cpus, must be an integer"),
        ("memory_mb=-1", "invalid memory_mb, must be an integer"),
        ("gpu_kind=abacus", "invalid gpu_kind, must be one of [a10 a100-pcie-40gb a100-sxm4-80gb l40s]"),
        ("cpu_kind=warp", "invalid guest.cpu_kind, must be one of [shared performance]"),
        ("cpu_kind=shared&cpus=3", "invalid guest.cpus, must be one of [1 2 4 6 8]"),
        ("size=shared-cpu-1x&memory_mb=4096", "invalid guest.memory_mb, cannot exceed 2048 MiB"),
    ])
    func `a size there is not is refused`(query: String, text: String) async throws {
        try await withEmulator { emulator in
            let answer = try await emulator.get("\(Self.path)?\(query)")
            #expect(answer.code == 400)
            #expect(answer.error == text)
        }
    }
}

extension Answer {
    /// The codes of a placement's answer, in its order.
    fileprivate var regions: [String] {
        get throws { try json["Regions"]?.arrayValue?.compactMap { $0["Region"]?.stringValue } ?? [] }
    }
}
