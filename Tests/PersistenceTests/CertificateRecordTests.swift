import GRDB
import MachineRules
import Persistence
import Testing

@Suite("Rows of certificates")
struct CertificateRecordTests {
    private func store() async throws -> Store {
        let store = try Store(.memory)
        try await store.write { database in
            try Row.app().insert(in: database)
            try Row.app("other").insert(in: database)
        }
        return store
    }

    @Test("come back as they were stored, and as they were changed")
    func roundTrip() async throws {
        let store = try await store()
        try await store.write { database in
            var record = try Row.certificate("*.example.com")
            try record.insert(in: database)
            let found = try CertificateRecord.find(record.hostname, of: "demo", in: database)
            #expect(found?.number == record.number)
            #expect(found?.id == "cert_1")
            #expect(found?.life == record.life)
            #expect(found?.createdAt == .noon)
            #expect(found?.updatedAt == .noon)

            record.life = CertificateLife(finding: CertificateLife.Finding(hasAddress: false, isOwned: true))
            record.updatedAt = .noon + .seconds(9)
            try record.update(in: database)
            let changed = try CertificateRecord.find(record.hostname, of: "demo", in: database)
            #expect(changed?.life == record.life)
            #expect(changed?.updatedAt == .noon + .seconds(9))
            #expect(try CertificateRecord.find(record.hostname, of: "other", in: database) == nil)
        }
    }

    @Test("of one host name in several apps are the oldest's")
    func holder() async throws {
        let store = try await store()
        try await store.write { database in
            let name = try Hostname("a.com")
            #expect(try CertificateRecord.holder(of: name, in: database) == nil)
            #expect(try CertificateRecord.hostnames(in: database) == HostnameTable())
            var first = try Row.certificate("a.com")
            try first.insert(in: database)
            var second = CertificateRecord(
                id: "cert_2", appName: "other", hostname: name, life: first.life, createdAt: .noon)
            try second.insert(in: database)
            #expect(try CertificateRecord.holder(of: name, in: database) == "demo")
            #expect(try CertificateRecord.hostnames(in: database).app(of: "a.com") == "demo")
            try first.delete(in: database)
            #expect(try CertificateRecord.holder(of: name, in: database) == "other")
            #expect(try CertificateRecord.hostnames(in: database).app(of: "a.com") == "other")
        }
    }
}
