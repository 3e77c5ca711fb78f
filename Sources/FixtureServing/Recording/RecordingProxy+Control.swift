import OrderedJSON

extension RecordingProxy {
    /// `{"purpose":"record","file","mode":null,"recorded","stopped"}`: how many exchanges the file has, and where it
    /// stopped.
    func document(of file: String) -> JSON {
        [
            "purpose": "record", "file": .string(file), "mode": .null, "recorded": .int(count), "stopped": .text(stop),
        ]
    }
}
