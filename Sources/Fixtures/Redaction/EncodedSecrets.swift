/// Finds secrets that stand in base64: a copied Docker configuration, a file laid into a machine.
enum EncodedSecrets {
    static func hits(in text: [UInt8], _ placeholders: Placeholders) -> [SecretScanner.Hit] {
        var hits: [SecretScanner.Hit] = []
        var position = 0
        while position < text.count {
            guard text[position].isASCIIAlphanumeric else {
                position += 1
                continue
            }
            let end =
                text[position...].firstIndex { !$0.isASCIIAlphanumeric && ![0x2B, 0x2F, 0x3D].contains($0) }
                ?? text.count
            if end - position >= 16, (end - position).isMultiple(of: 4),
                let decoded = [UInt8](base64: String(decoding: text[position..<end], as: UTF8.self)),
                holdsSecret(decoded, placeholders)
            {
                hits.append(SecretScanner.Hit(range: position..<end, kind: .secret))
            }
            position = end
        }
        return hits
    }

    private static func holdsSecret(_ decoded: [UInt8], _ placeholders: Placeholders) -> Bool {
        !SecretScanner.hits(in: decoded).isEmpty
            || placeholders.everywhere.contains { decoded.firstOccurrence(of: $0.secret) != nil }
    }
}
