import ArgumentParser
import DeviceProfiles
import StrictYAML

struct DeviceLintCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint", abstract: "Check a profile; needs no device.", discussion: ProgramExit.help)

    @Argument(help: "The profile, a YAML file.")
    var file: String

    func run() throws {
        let profile = try ProfileText.read(path: file)
        let written = Set(profile.motion?.writtenChannels ?? [])
        TerminalOutput.line(
            "\(TerminalText.harmless(profile.title)): \(profile.role.rawValue), "
                + "\(Figures.count(profile.channels.count, "channel")), \(written.count) written by commands, "
                + "\(Figures.count(profile.setup.count, "setting")); \(profile.evidence.description)")
    }
}

enum ProfileText {
    /// Reads a profile; problems end the program.
    static func read(path: String) throws(CommandFailure) -> DeviceProfile {
        try usable { () throws(YAMLProblems) in try ProfileFile.load(path: path) }
    }
}
