import OrderedJSON
import Testing

@testable import MachineRules

@Suite("App names")
struct AppRulesTests {
    @Test(
        "of letters, digits and dashes are legal",
        arguments: [
            "a", "0", "paper-boats", "mcp-demo-7f", "a-", "1--2", String(repeating: "x", count: 62),
        ])
    func legal(name: String) throws {
        try AppRules.validateName(name)
    }

    @Test(
        "of anything else are refused",
        arguments: [
            "", "-a", "Paper", "a_b", "a.b", "a b", "é", "a\n", String(repeating: "x", count: 63),
        ])
    func illegal(name: String) {
        let text = "Validation failed: Name under 63 chars using numbers, lowercase letters and dashes"
        #expect(throws: Refusal(.unprocessable, text)) { try AppRules.validateName(name) }
    }

    @Test("that are taken carry the code clients look for")
    func taken() {
        #expect(AppRules.nameTaken.kind.httpStatus == 422)
        #expect(AppRules.nameTaken.status == "name_taken")
    }
}

@Suite("Volumes")
struct VolumeRulesTests {
    private func spec(_ text: String) throws -> VolumeSpec {
        try VolumeRules.spec(JSON(parsing: text))
    }

    @Test("have the documented defaults, also for nulls")
    func defaults() throws {
        let bare = try spec(#"{"name":"data"}"#)
        #expect(bare.region == nil && bare.requestedSizeGB == nil && bare.sizeGB == 3 && bare.fstype == "ext4")
        #expect(bare.encrypted && bare.autoBackupEnabled && bare.requireUniqueZone && !bare.uniqueZoneAppWide)
        #expect(bare.snapshotRetention == 5 && bare.snapshotID == nil && bare.sourceVolumeID == nil)
        #expect(bare.compute == nil && bare.origin == .blank)
        #expect(try spec(#"{"name":"data","source_volume_id":"vol_1"}"#).origin == .fork)
        let nulls =
            #"{"name":"data","region":"","size_gb":null,"encrypted":null,"fstype":null,"snapshot_id":null,"#
            + #""source_volume_id":"","snapshot_retention":null,"auto_backup_enabled":null,"require_unique_zone":null,"#
            + #""unique_zone_app_wide":null,"compute":null,"compute_image":null,"unknown":{}}"#
        #expect(try spec(nulls) == bare)
    }

    @Test("are as asked for")
    func given() throws {
        let spec = try spec(
            #"""
            {"name":"boat_data","region":"ams","size_gb":500,"encrypted":false,"fstype":"raw","snapshot_id":"vs_1",
             "source_volume_id":"","snapshot_retention":60,"auto_backup_enabled":false,"require_unique_zone":false,
             "unique_zone_app_wide":true,"compute":{"cpu_kind":"performance","cpus":2}}
            """#)
        #expect(spec.name == "boat_data" && spec.region == "ams" && spec.sizeGB == 500 && spec.fstype == "raw")
        #expect(!spec.encrypted && !spec.autoBackupEnabled && !spec.requireUniqueZone && spec.uniqueZoneAppWide)
        #expect(spec.snapshotID == "vs_1" && spec.origin == .snapshot && spec.snapshotRetention == 60)
        #expect(spec.compute == MachineConfig.Guest(cpuKind: .performance, cpus: 2, memoryMB: 4096))
    }

    @Test(
        "are refused",
        arguments: [
            ("[]", "json: cannot unmarshal array into Go value of type main.CreateVolumeRequest"),
            ("{}", "invalid_argument: name is required"),
            (#"{"name":"my-data"}"#, "invalid name, must be 1 to 30 lowercase letters, digits or underscores"),
            (#"{"name":"Data"}"#, "invalid name, must be 1 to 30 lowercase letters, digits or underscores"),
            (
                #"{"name":"a123456789b123456789c123456789d"}"#,
                "invalid name, must be 1 to 30 lowercase letters, digits or underscores"
            ),
            (#"{"name":"d","region":"xxx"}"#, "invalid_argument: invalid region: xxx"),
            (#"{"name":"d","region":"mia"}"#, "invalid_argument: invalid region: mia"),
            (#"{"name":"d","region":"any"}"#, "invalid_argument: invalid region: any"),
            (#"{"name":"d","size_gb":0}"#, "invalid size_gb, must be between 1 and 500"),
            (#"{"name":"d","size_gb":501}"#, "invalid size_gb, must be between 1 and 500"),
            (
                #"{"name":"d","size_gb":"1"}"#,
                "json: cannot unmarshal string into Go struct field CreateVolumeRequest.size_gb of type int"
            ),
            (#"{"name":"d","fstype":"xfs"}"#, "invalid fstype, must be one of [ext4 raw]"),
            (#"{"name":"d","snapshot_retention":61}"#, "invalid snapshot_retention, must be between 1 and 60"),
            (
                #"{"name":"d","snapshot_id":"vs_1","source_volume_id":"vol_1"}"#,
                "invalid_argument: snapshot_id and source_volume_id are mutually exclusive"
            ),
            (
                #"{"name":"d","compute_image":7}"#,
                "json: cannot unmarshal number into Go struct field CreateVolumeRequest.compute_image of type string"
            ),
            (#"{"name":"d","compute":{}}"#, "invalid compute.cpu_kind, must be one of [shared performance]"),
            (
                #"{"name":"d","compute":{"cpus":"x"}}"#,
                "json: cannot unmarshal string into Go struct field MachineGuest.compute.cpus of type int"
            ),
        ]
    )
    func refused(body: String, text: String) throws {
        let document = try JSON(parsing: body)
        #expect(throws: Refusal(.invalidArgument, text)) { try VolumeRules.spec(document) }
    }

    @Test("only grow")
    func extensions() throws {
        #expect(try VolumeRules.wantedSize(["size_gb": 5]) == 5)
        try VolumeRules.requireGrowth(from: 3, to: 5)
        try VolumeRules.requireGrowth(from: 3, to: 3)
        #expect(throws: Refusal(.unprocessable, "volume size cannot be decreased")) {
            try VolumeRules.requireGrowth(from: 3, to: 2)
        }
        #expect(throws: Refusal(.invalidArgument, "invalid_argument: size_gb is required")) {
            try VolumeRules.wantedSize([:])
        }
        #expect(throws: Refusal(.invalidArgument, "invalid size_gb, must be between 1 and 500")) {
            try VolumeRules.wantedSize(["size_gb": 501])
        }
    }

    @Test("made from another are at least its size")
    func sources() throws {
        #expect(try VolumeRules.size(of: spec(#"{"name":"d"}"#), fromSource: 10) == 10)
        #expect(try VolumeRules.size(of: spec(#"{"name":"d","size_gb":12}"#), fromSource: 10) == 12)
        let small = try spec(#"{"name":"d","size_gb":9}"#)
        #expect(throws: Refusal(.unprocessable, "volume size cannot be smaller than its source, 10 GB")) {
            try VolumeRules.size(of: small, fromSource: 10)
        }
    }

    @Test("change only what a PUT names")
    func changes() throws {
        let none = try VolumeRules.changes(["snapshot_retention": nil])
        #expect(none.snapshotRetention == nil && none.autoBackupEnabled == nil)
        let both = try VolumeRules.changes(["snapshot_retention": 7, "auto_backup_enabled": false])
        #expect(both.snapshotRetention == 7 && both.autoBackupEnabled == false)
        #expect(throws: Refusal.self) { try VolumeRules.changes(["snapshot_retention": 0]) }
    }
}

@Suite("Suspending")
struct SuspendEligibilityTests {
    @Test(
        "is open to small plain machines only",
        arguments: [
            (#""guest":{"cpu_kind":"shared","cpus":1,"memory_mb":2048}"#, nil),
            (#""guest":{"cpu_kind":"shared","cpus":2,"memory_mb":2304}"#, "memory is more than 2048 MiB"),
            (#""init":{"swap_size_mb":512}"#, "swap is configured"),
            (#""init":{"swap_size_mb":0}"#, nil),
            (#""schedule":"daily""#, "machine has a schedule"),
            (#""guest":{"cpu_kind":"performance","gpu_kind":"a10"}"#, "machine has a GPU"),
        ] as [(String, String?)]
    )
    func reasons(members: String, reason: String?) throws {
        let config = try MachineConfig(document: JSON(parsing: #"{"image":"a",\#(members)}"#))
        #expect(SuspendEligibility.reason(against: config) == reason)
        let text = reason.map { "failed_precondition: machine is not eligible for suspend: \($0)" }
        #expect(SuspendEligibility.refusal(for: config) == text.map { Refusal(.failedPrecondition, $0) })
    }
}

@Suite("Refusals")
struct RefusalTests {
    @Test("have the HTTP status of their kind")
    func statuses() {
        #expect(
            Refusal.Kind.allCases.map(\.httpStatus) == [
                400, 401, 403, 404, 408, 409, 412, 413, 422, 429, 501, 503,
            ])
    }
}
