import OrderedJSON

/// What fields of a config must say together. All texts here are chosen, in the recorded form
/// `invalid config.<path>, <detail>`.
extension ConfigRules {
    static func requireServices(_ config: JSONObject) throws(Refusal) {
        for (index, service) in config.objects("services") {
            let path = "config.services[\(index)]"
            guard service["internal_port"]?.intValue != nil else {
                throw Refusal(.outOfRange, ["field": "\(path).internal_port", "least": 1, "most": 65535])
            }
            for (number, port) in service.objects("ports") {
                try requirePort(port, at: "\(path).ports[\(number)]")
            }
            for (number, check) in service.objects("checks") where check.text("type") == nil {
                throw .invalid("\(path).checks[\(number)].type", mustBeOneOf: ["tcp", "http"])
            }
            let limits = service["concurrency"]
            if let soft = limits?["soft_limit"]?.intValue, let hard = limits?["hard_limit"]?.intValue, hard > 0,
                soft > hard
            {
                throw Refusal(.moreThanOther, ["field": "\(path).concurrency.soft_limit", "other": "hard_limit"])
            }
        }
    }

    private static func requirePort(_ port: JSONObject, at path: String) throws(Refusal) {
        let start = port["start_port"]?.intValue
        let end = port["end_port"]?.intValue
        if port["port"]?.intValue != nil {
            guard start == nil, end == nil else {
                throw Refusal(.notCombinable, ["field": "\(path).port", "others": "start_port and end_port"])
            }
            return
        }
        guard let start, let end else {
            throw Refusal(.outOfRange, ["field": "\(path).port", "least": 1, "most": 65535])
        }
        guard start <= end else { throw Refusal(.lessThanOther, ["field": "\(path).end_port", "other": "start_port"]) }
    }

    static func requireChecks(_ config: JSONObject) throws(Refusal) {
        for member in config["checks"]?.objectValue ?? [:] {
            let check = member.value.objectValue ?? [:]
            guard check.text("type") != nil else {
                throw .invalid("config.checks.\(member.key).type", mustBeOneOf: ["tcp", "http"])
            }
            guard check["port"]?.intValue != nil else {
                throw Refusal(.outOfRange, ["field": "config.checks.\(member.key).port", "least": 1, "most": 65535])
            }
        }
    }

    /// One volume at most (documented).
    static func requireMounts(_ config: JSONObject) throws(Refusal) {
        let mounts = config.objects("mounts")
        guard mounts.count <= 1 else { throw Refusal(.mountsTooMany, ["field": "config.mounts"]) }
        for (index, mount) in mounts {
            let path = "config.mounts[\(index)]"
            guard mount.text("volume") != nil || mount.text("name") != nil else { throw .required("\(path).volume") }
            guard let place = mount.text("path"), place.hasPrefix("/") else {
                throw Refusal(.notAbsolute, ["field": "\(path).path"])
            }
            if mount["add_size_gb"]?.intValue ?? 0 != 0, mount["add_size_percent"]?.intValue ?? 0 != 0 {
                throw Refusal(.notCombinable, ["field": "\(path).add_size_percent", "others": "add_size_gb"])
            }
        }
    }

    static func requireContainers(_ config: JSONObject) throws(Refusal) {
        var names: Set<String> = []
        let containers = config.objects("containers")
        for (index, container) in containers {
            let path = "config.containers[\(index)]"
            guard let name = container.text("name") else { throw .required("\(path).name") }
            guard names.insert(name).inserted else { throw Refusal(.notUnique, ["field": "\(path).name"]) }
            if let image = container.text("image"), ImageReference(image) == nil {
                throw Refusal(.imageMalformed, ["field": "\(path).image"])
            }
            if container.text("image") == nil, config.text("image") == nil { throw .required("\(path).image") }
            try requireFiles(container["files"], at: "\(path).files")
        }
        for (index, container) in containers {
            for (number, dependency) in container.objects("depends_on") {
                guard let name = dependency.text("name"), names.contains(name) else {
                    let path = "config.containers[\(index)].depends_on[\(number)].name"
                    throw Refusal(.containerUnknown, ["field": path])
                }
            }
        }
    }

    static func requireFiles(_ files: JSON?, at path: String) throws(Refusal) {
        for (index, file) in (files?.arrayValue ?? []).enumerated() {
            let file = file.objectValue ?? [:]
            guard let place = file.text("guest_path"), place.hasPrefix("/") else {
                throw Refusal(.notAbsolute, ["field": "\(path)[\(index)].guest_path"])
            }
            // An empty file has an empty raw value, so that one counts by being there.
            let sources = [
                file["raw_value"]?.stringValue != nil && (file.text("raw_value") != nil || file.hasNoOtherSource),
                file.text("secret_name") != nil, file.text("image_config") != nil,
            ]
            guard sources.count(where: \.self) == 1 else {
                throw Refusal(.fileSourceAmbiguous, ["field": "\(path)[\(index)]"])
            }
            if let value = file.text("raw_value"), !isBase64(value) {
                throw Refusal(.notBase64, ["field": "\(path)[\(index)].raw_value"])
            }
        }
    }

    static func requireRest(_ config: JSONObject) throws(Refusal) {
        if let fraction = config["spot"]?["max_price_fraction"]?.doubleValue, !(fraction > 0 && fraction <= 1) {
            throw Refusal(.fractionOutOfRange, ["field": "config.spot.max_price_fraction"])
        }
        let words = ["never", "restart", "always"]
        switch config["rootfs"]?["persist"] {
        case nil, .null, .string(""), .string("none"): break
        case .string(let word) where words.contains(word): break
        case .number(let number) where (0...3).contains(number.int ?? -1): break
        default: throw .invalid("config.rootfs.persist", mustBeOneOf: words)
        }
        for (index, entry) in config.objects("statics") {
            for key in ["guest_path", "url_prefix"] where entry.text(key) == nil {
                throw .required("config.statics[\(index)].\(key)")
            }
        }
    }

    /// The standard alphabet with its padding.
    private static func isBase64(_ text: String) -> Bool {
        let units = Array(text.utf8)
        guard units.count.isMultiple(of: 4) else { return false }
        let padding = units.reversed().prefix(2).prefix { $0 == UInt8(ascii: "=") }.count
        return units.dropLast(padding).allSatisfy { unit in
            switch unit {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"):
                true
            default: false
            }
        }
    }
}

extension JSONObject {
    /// The objects of an array, with their indices; a null is an object without fields, as in Go.
    fileprivate func objects(_ key: String) -> [(Int, JSONObject)] {
        (self[key]?.arrayValue ?? []).enumerated().map { index, element in (index, element.objectValue ?? [:]) }
    }

    fileprivate var hasNoOtherSource: Bool { text("secret_name") == nil && text("image_config") == nil }
}
