import ArgumentParser
import Fixtures

extension RecordingFormat: ExpressibleByArgument {}
