import OrderedJSON

/// Where a running emulator listens, as it tells in the file `ports.json` of its data folder:
/// `{"url":"http://127.0.0.1:4280","http":4280,"https":4243,"proxy":4281,"certificate_authority":"/…/ca.pem"}`.
struct PortFile: Equatable {
    /// The file's name in a data folder.
    static let name = "ports.json"
    /// The data folder that is looked into unless another is named.
    static let defaultFolder = ".windtunnel"

    let url: String
    let httpsPort: Int?
    let proxyPort: Int?
    /// The path of the authority's certificate in PEM.
    let certificateAuthority: String?

    /// - Parameter path: named in the failure.
    init(json: JSON, path: String) throws(CommandFailure) {
        if let url = json["url"]?.stringValue {
            self.url = url
        } else if let port = json["http"]?.intValue {
            url = "http://127.0.0.1:\(port)"
        } else {
            throw .usage("\(path) is no port file: it has neither \"url\" nor \"http\"")
        }
        httpsPort = json["https"]?.intValue
        proxyPort = json["proxy"]?.intValue
        certificateAuthority = json["certificate_authority"]?.stringValue
    }

    /// - Returns: nil when there is no such file.
    init?(at path: String, in context: CommandContext) throws(CommandFailure) {
        guard try context.contents(of: path) != nil else { return nil }
        self = try PortFile(json: context.document(in: path), path: path)
    }
}
