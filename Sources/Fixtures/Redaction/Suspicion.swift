/// What still looks like a secret after everything known has been replaced, by length, mixture and entropy; the forms
/// of Fly's own ids, digests and versions are let through.
enum Suspicion {
    /// Keys whose values are long and random by nature and open to everybody.
    private static let openKeys: Set<String> = [
        "digest", "checksum", "sha", "sha256", "hash", "fingerprint", "cursor", "nextcursor", "next_cursor",
        "endcursor",
        "startcursor", "next_token", "public_key", "publickey", "pubkey", "ciphertext", "signature", "jti", "etag",
        "commit",
        "commit_sha", "gitrevisionshortsha", "trace_id", "traceid", "request_id", "fly_request_id", "code_challenge",
        "token_id",
        // Headers that an app tells of.
        "traceparent", "fly-traceparent", "fly-trace-id", "fly-request-id", "fly-span-id", "x-request-id",
    ]

    /// The first place in an exchange that looks like a secret.
    static func first(in interaction: Interaction) -> Finding? {
        all(in: interaction, limit: 1).first
    }

    static func all(in interaction: Interaction, limit: Int = .max) -> [Finding] {
        var findings: [Finding] = []
        func check(_ text: [UInt8], _ key: String?, _ place: @autoclosure () -> String) {
            guard findings.count < limit, isSuspicious(text, key: key) else { return }
            findings.append(Finding(place: place(), kind: .suspicious))
        }
        let url = URLParts(interaction.request.url)
        for segment in url.segments { check(Array(segment.utf8), nil, "request.url path") }
        for parameter in url.query {
            check(Array(parameter.value.utf8), parameter.name, "request.url query \(parameter.name.nameForReports)")
        }
        for (side, headers) in [("request", interaction.request.headers), ("response", interaction.response.headers)] {
            for field in headers.fields where !AllowedHeaders.isOpaque(field.name) {
                check(Array(field.value.utf8), nil, "\(side).header \(field.name.asciiLowercased)")
            }
        }
        for (side, bytes) in [
            ("request", interaction.request.body?.bytes ?? []), ("response", interaction.response.bytes),
        ] {
            for (place, key, text) in texts(bytes) { check(text, key, "\(side).body \(place)") }
        }
        return findings
    }

    /// The strings of a JSON body; of JSON lines; else the lines of the text. Nothing of what is no text at all, which
    /// has no shape to go by.
    private static func texts(_ bytes: [UInt8]) -> [(place: String, key: String?, text: [UInt8])] {
        guard String(validating: bytes, as: UTF8.self) != nil else { return [] }
        if let scalars = JSONScalar.all(in: bytes, range: 0..<bytes.count) { return texts(bytes, scalars) }
        var result: [(place: String, key: String?, text: [UInt8])] = []
        var start = 0
        var isCertificate = false
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
            let line = Array(bytes[start..<end])
            if line.starts(with: Array("-----BEGIN CERT".utf8)) { isCertificate = true }
            if let json = RedactionPass.jsonStart(bytes, start..<end),
                let scalars = JSONScalar.all(in: bytes, range: json..<end)
            {
                result += texts(bytes, scalars)
            } else if !isCertificate {
                result.append(("byte \(start)", nil, line))
            }
            if line.starts(with: Array("-----END".utf8)) { isCertificate = false }
            start = end + 1
        }
        return result
    }

    private static func texts(
        _ bytes: [UInt8], _ scalars: [JSONScalar]
    ) -> [(place: String, key: String?, text: [UInt8])] {
        scalars.filter(\.isString).map {
            ($0.path.reportPath, $0.isKey ? nil : $0.path.lastKey, JSONSlice.unescaped(bytes[$0.range]))
        }
    }

    static func isSuspicious(_ text: [UInt8], key: String?) -> Bool {
        if let key {
            if openKeys.contains(key.asciiLowercased) || (isOfID(key) && isNodeID(text[...])) { return false }
            if key == "query" || key == "operation" { return isSuspicious(withoutNodeIDs(text), key: nil) }
        }
        if text.firstOccurrence(of: Array("-----BEGIN CERTIFICATE".utf8)) != nil { return false }
        var position = 0
        while position < text.count {
            guard isRunByte(text[position]) else {
                position += 1
                continue
            }
            let end = text[position...].firstIndex { !isRunByte($0) } ?? text.count
            let isDigest = position >= 7 && text[(position - 7)..<position].elementsEqual("sha256:".utf8)
            if end - position >= 20, !isDigest, looksSecret(text[position..<end]) { return true }
            position = end
        }
        return false
    }

    /// `id`, `appId`, `machine_id`, and lists of these. Ids that are secrets have names that say so, and are gone by now.
    private static func isOfID(_ key: String) -> Bool {
        key == "id" || key == "ids" || ["Id", "Ids", "_id", "_ids"].contains(where: key.hasSuffix)
    }

    /// The form of GraphQL's ids of organizations, users, secrets: letters and digits without order.
    private static func isNodeID(_ text: ArraySlice<UInt8>) -> Bool {
        text.count <= 40 && text.allSatisfy(\.isASCIIAlphanumeric)
    }

    /// GraphQL text without the ids that stand in it as literals.
    private static func withoutNodeIDs(_ text: [UInt8]) -> [UInt8] {
        var rest: [UInt8] = []
        var position = 0
        for literal in GraphQLLiteral.all(in: text) where isOfID(literal.name) && isNodeID(text[literal.range]) {
            rest += text[position..<literal.range.lowerBound]
            position = literal.range.upperBound
        }
        return rest + text[position...]
    }

    private static func isRunByte(_ byte: UInt8) -> Bool {
        byte.isASCIIAlphanumeric || [0x2B, 0x2F, 0x3D, 0x5F, 0x2D].contains(byte)
    }

    private static func looksSecret(_ run: ArraySlice<UInt8>) -> Bool {
        let separators: [UInt8] = [0x2D, 0x5F, 0x2F, 0x3D, 0x2B]
        let parts = run.split { separators.contains($0) }
        // Paths, names with dashes, ids with a prefix: every part is plain or of a known form.
        if parts.allSatisfy({ isPlain($0) || KnownShape.isIdentifier($0) }) { return false }
        if KnownShape.isIdentifier(run) || run.starts(with: Array("AAAA".utf8)) { return false }
        let text = String(decoding: run, as: UTF8.self)
        if run.count.isMultiple(of: 4), let decoded = [UInt8](base64: text),
            decoded.allSatisfy({ $0 >= 0x20 && $0 < 0x7F || $0 == 0x0A })
        {
            return isSuspicious(decoded, key: nil)
        }
        let digits = run.count(where: \.isASCIIDigit)
        let upper = run.count(where: \.isASCIIUppercase)
        let lower = run.count(where: \.isASCIILowercase)
        if run.allSatisfy(\.isHex) { return run.count >= 32 && digits > 0 && upper + lower > 0 }
        guard digits > 0, entropy(run) >= 3.4 else { return false }
        if upper > 2, lower > 2 { return digits >= 2 }
        return run.count >= 28 && digits * 6 >= run.count && upper + lower > 0
    }

    /// A word, a number, or too short to keep anything.
    private static func isPlain(_ part: ArraySlice<UInt8>) -> Bool {
        part.count < 8
            || part.allSatisfy { $0.isASCIILetter } && entropy(part) < 3.9 && caseChanges(part) <= part.count / 4
            || part.allSatisfy(\.isASCIIDigit)
    }

    private static func caseChanges(_ part: ArraySlice<UInt8>) -> Int {
        zip(part, part.dropFirst()).count { $0.isASCIIUppercase != $1.isASCIIUppercase }
    }

    /// Bits per byte by Shannon.
    private static func entropy(_ run: ArraySlice<UInt8>) -> Double {
        var counts = [Int](repeating: 0, count: 256)
        for byte in run { counts[Int(byte)] += 1 }
        let total = Double(run.count)
        return counts.reduce(0) { sum, count in
            guard count > 0 else { return sum }
            let share = Double(count) / total
            return sum - share * log2(share)
        }
    }

    /// The logarithm to base 2 of a share between 0 and 1, to a thousandth: enough for a threshold, and no mathematics
    /// library for one function.
    private static func log2(_ share: Double) -> Double {
        var result = Double(share.exponent)
        var mantissa = share.significand
        var bit = 0.5
        for _ in 0..<12 {
            mantissa *= mantissa
            if mantissa >= 2 {
                mantissa /= 2
                result += bit
            }
            bit /= 2
        }
        return result
    }
}
