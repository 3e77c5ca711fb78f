import FoundationEssentials
import OrderedJSON

/// The file that `--tokens` names.
package enum TokensFile {
    /// Reads the file, which nobody but its owner may be able to read or change.
    /// - Throws: ``TokensFileError`` naming the file and what is wrong with it.
    package static func read(_ path: String) throws(TokensFileError) -> TokenBook {
        // A link is as good as what it leads to.
        let target = URL(filePath: path).resolvingSymlinksInPath().path(percentEncoded: false)
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: target) else {
            throw TokensFileError("cannot read the tokens file \(path): No such file or directory")
        }
        guard attributes[.type] as? FileAttributeType == .typeRegular else {
            throw TokensFileError("the tokens file \(path) is no regular file")
        }
        guard let mode = attributes[.posixPermissions] as? Int, mode & 0o077 == 0 else {
            throw TokensFileError("the tokens file \(path) is open to others; run: chmod 600 \(path)")
        }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw TokensFileError("cannot read the tokens file \(path)")
        }
        do {
            return try TokenBook(document: JSON(parsing: data))
        } catch let error as TokensFileError {
            throw TokensFileError("the tokens file \(path): \(error)")
        } catch {
            throw TokensFileError("the tokens file \(path) is no JSON: \(error)")
        }
    }
}
