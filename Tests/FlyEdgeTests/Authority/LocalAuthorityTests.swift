import Crypto
import Foundation
import SwiftASN1
import Testing
import X509

@testable import FlyEdge

/// 2026-03-01 12:00:00 UTC.
let noon: Int64 = 1_772_366_400

@Suite("The local certificate authority")
struct LocalAuthorityTests {
    private let year: Int64 = 365 * LocalAuthority.day

    @Test("makes its folder and its files on first use, the key for the owner alone")
    func makesFiles() async throws {
        try await withTemporaryFolder { root in
            let folder = root + "/data/authority"
            let authority = try LocalAuthority.open(folder: folder, now: noon)
            #expect(authority.certificatePath == folder + "/ca.pem")
            #expect(try mode(of: folder) == 0o700)
            #expect(try mode(of: folder + "/ca-key.pem") == 0o600)
            #expect(try mode(of: folder + "/ca.pem") == 0o644)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["ca-key.pem", "ca.pem"])
            #expect(try String(contentsOfFile: folder + "/ca.pem", encoding: .utf8) == authority.bundle)
        }
    }

    @Test("is an EC P-256 authority that signs certificates for ten years")
    func rootCertificate() async throws {
        try await withTemporaryFolder { folder in
            let certificate = try LocalAuthority.open(folder: folder, now: noon).certificate
            #expect(certificate.subject.description == "CN=Windtunnel local CA")
            #expect(certificate.issuer == certificate.subject)
            #expect(certificate.notValidBefore == Date(timeIntervalSince1970: Double(noon - LocalAuthority.day)))
            #expect(certificate.notValidAfter == Date(timeIntervalSince1970: Double(noon + 3652 * LocalAuthority.day)))
            let constraints = try #require(certificate.extensions[oid: .X509ExtensionID.basicConstraints])
            #expect(constraints.critical)
            #expect(try BasicConstraints(constraints) == .isCertificateAuthority(maxPathLength: 0))
            let usage = try #require(certificate.extensions[oid: .X509ExtensionID.keyUsage])
            #expect(usage.critical)
            #expect(try KeyUsage(usage) == KeyUsage(keyCertSign: true, cRLSign: true))
        }
    }

    @Test("is the same when it is opened again")
    func reopens() async throws {
        try await withTemporaryFolder { folder in
            let first = try LocalAuthority.open(folder: folder, now: noon)
            let second = try LocalAuthority.open(folder: folder + "/", now: noon + year)
            #expect(second.certificate == first.certificate)
            #expect(second.key.rawRepresentation == first.key.rawRepresentation)
            #expect(second.certificatePath == first.certificatePath)
        }
    }

    @Test("is one, however many open it at once")
    func race() async throws {
        try await withTemporaryFolder { root in
            let folder = root + "/authority"
            let bundles = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<16 {
                    group.addTask { try LocalAuthority.open(folder: folder, now: noon).bundle }
                }
                return try await group.reduce(into: Set()) { $0.insert($1) }
            }
            #expect(bundles.count == 1)
        }
    }

    @Test("is renewed with its key once it has expired, or when the clock was set back", arguments: [11, -1])
    func renews(years: Int64) async throws {
        try await withTemporaryFolder { folder in
            let old = try LocalAuthority.open(folder: folder, now: noon)
            let now = noon + years * year
            let new = try LocalAuthority.open(folder: folder, now: now)
            #expect(new.certificate != old.certificate)
            #expect(new.certificate.publicKey == old.certificate.publicKey)
            #expect(new.certificate.notValidAfter > Date(timeIntervalSince1970: Double(now + 9 * year)))
            #expect(try LocalAuthority.open(folder: folder, now: now).certificate == new.certificate)
        }
    }

    @Test("is completed when its maker died between the key and the certificate")
    func completes() async throws {
        try await withTemporaryFolder { folder in
            let old = try LocalAuthority.open(folder: folder, now: noon)
            try FileManager.default.removeItem(atPath: folder + "/ca.pem")
            try "half a file".write(toFile: folder + "/ca.pem.new", atomically: false, encoding: .utf8)
            let new = try LocalAuthority.open(folder: folder, now: noon)
            #expect(new.certificate.publicKey == old.certificate.publicKey)
        }
    }

    enum Damage: CaseIterable {
        case certificateText, certificateByte, keyText, foreignCertificate, noKey
    }

    @Test("says which file is wrong and what to do", arguments: Damage.allCases)
    func damaged(_ damage: Damage) async throws {
        try await withTemporaryFolder { root in
            let (folder, other) = (root + "/one", root + "/other")
            let authority = try LocalAuthority.open(folder: folder, now: noon)
            _ = try LocalAuthority.open(folder: other, now: noon)
            let (certificate, key) = (folder + "/ca.pem", folder + "/ca-key.pem")
            let culprit: String
            switch damage {
            case .certificateText:
                culprit = certificate
                try "nonsense".write(toFile: certificate, atomically: false, encoding: .utf8)
            case .certificateByte:
                culprit = certificate
                var document = try PEMDocument(pemString: authority.bundle)
                var bytes = document.derBytes
                bytes[bytes.count - 1] ^= 1
                document = PEMDocument(type: document.discriminator, derBytes: bytes)
                try document.pemString.write(toFile: certificate, atomically: false, encoding: .utf8)
            case .keyText:
                culprit = key
                try "nonsense".write(toFile: key, atomically: false, encoding: .utf8)
            case .foreignCertificate:
                culprit = certificate
                try FileManager.default.removeItem(atPath: certificate)
                try FileManager.default.copyItem(atPath: other + "/ca.pem", toPath: certificate)
            case .noKey:
                culprit = key
                try FileManager.default.removeItem(atPath: key)
            }
            let error = #expect(throws: AuthorityError.self) { try LocalAuthority.open(folder: folder, now: noon) }
            let text = try #require(error?.description)
            #expect(text.hasPrefix(culprit), "\(text)")
            #expect(text.contains("delete"), "\(text)")
        }
    }

    @Test("says so when a file stands where its folder should be")
    func folderIsFile() async throws {
        try await withTemporaryFolder { root in
            let path = root + "/file"
            try "".write(toFile: path, atomically: false, encoding: .utf8)
            for folder in [path, path + "/inside"] {
                let error = #expect(throws: AuthorityError.self) { try LocalAuthority.open(folder: folder, now: noon) }
                let text = try #require(error?.description)
                #expect(text.hasSuffix("\(folder): Not a directory"), "\(text)")
            }
        }
    }

    private func mode(of path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }
}

extension String {
    fileprivate func write(toFile path: String, atomically: Bool, encoding: String.Encoding) throws {
        try write(to: URL(fileURLWithPath: path), atomically: atomically, encoding: encoding)
    }
}
