import MachineRules
import OrderedJSON

extension FieldReader {
    /// Bytes: base64 in a string, which is what clients send, or an array of numbers, which is what the service's
    /// documentation says; Go's decoder takes both.
    func bytes(_ key: String) throws(Refusal) -> [UInt8]? {
        guard let value = object[key], !value.isNull else { return nil }
        if let text = value.stringValue { return try Base64.decode(text) }
        guard let elements = value.arrayValue else { throw mismatch(key, value, "[]uint8") }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(elements.count)
        for element in elements {
            guard let byte = element.intValue.flatMap(UInt8.init(exactly:)) else {
                throw mismatch(key, element, "uint8")
            }
            bytes.append(byte)
        }
        return bytes
    }
}
