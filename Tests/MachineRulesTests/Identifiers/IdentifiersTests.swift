import MachineRules
import Testing

@Suite("Identifiers")
struct IdentifiersTests {
    @Test("have the shapes of the service")
    func shapes() {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<200 {
            #expect(Identifiers.machineID(using: &generator).rawValue.wholeMatch(of: /[0-9a-f]{14}/) != nil)
            #expect(Identifiers.appID(using: &generator).rawValue.wholeMatch(of: /[0-9a-z]{16}/) != nil)
            #expect(Identifiers.volumeID(using: &generator).rawValue.wholeMatch(of: /vol_[0-9a-z]{16}/) != nil)
            #expect(Identifiers.ipAddressID(using: &generator).rawValue.wholeMatch(of: /ip_[0-9a-z]{16}/) != nil)
            #expect(Identifiers.snapshotID(using: &generator).rawValue.wholeMatch(of: /vs_[0-9a-zA-Z]{22}/) != nil)
            #expect(Identifiers.leaseNonce(using: &generator).wholeMatch(of: /[0-9a-f]{12}/) != nil)
            #expect(Identifiers.traceID(using: &generator).wholeMatch(of: /[0-9a-f]{32}/) != nil)
            #expect(Identifiers.spanID(using: &generator).wholeMatch(of: /[0-9a-f]{16}/) != nil)
            #expect(Identifiers.snapshotDigest(using: &generator).wholeMatch(of: /[0-9a-f]{32}-1/) != nil)
            #expect(Identifiers.numericID(using: &generator) > 0)
            let name = Identifiers.machineName(using: &generator)
            #expect(name.wholeMatch(of: /[a-z]+-[a-z]+-[1-9][0-9]{0,3}/) != nil)
        }
    }

    @Test("are the same for the same seed and else differ")
    func repeatable() {
        let ids = { (seed: UInt64) in
            var generator = SeededGenerator(seed: seed)
            return (0..<1000).map { _ in Identifiers.machineID(using: &generator) }
        }
        #expect(ids(5) == ids(5))
        #expect(Set(ids(5) + ids(6)).count == 2000)
    }

    @Test("made for apps are legal app names")
    func appNames() throws {
        var generator = SeededGenerator(seed: 2)
        for _ in 0..<500 { try AppRules.validateName(Identifiers.appGeneratedName(using: &generator).rawValue) }
    }

    @Test(
        "of machines are told by their shape",
        arguments: [
            ("d892d51f691378", true), ("d892d51f69137", false), ("d892d51f6913789", false), ("D892d51f691378", false),
            ("g892d51f691378", false), ("", false), ("d892d51f6913é", false),
        ]
    )
    func machineShape(text: String, isMachineID: Bool) {
        #expect(Identifiers.isMachineID(text) == isMachineID)
    }

    @Test(
        "of volumes are told by their shape",
        arguments: [
            ("vol_r7k2m95xq0dw3t8v", true), ("data", false), ("vol_data", false), ("vol_R7k2m95xq0dw3t8v", false),
            ("vs__r7k2m95xq0dw3t8v", false),
        ]
    )
    func volumeShape(text: String, isVolumeID: Bool) {
        #expect(Identifiers.isVolumeID(text) == isVolumeID)
    }
}
