import ArgumentParser
import DeviceProfiles
import StrictYAML

struct DeviceLintCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint", abstract: "Check a profile; needs no device.", discussion: ProgramExit.help)

    @Argument(help: "The profile, a YAML file.")
    var file: String
    @Flag(help: "As JSON.")
    var json = false

    func run() throws {
        let profile = try ProfileText.read(path: file)
        guard !json else { return try JSONOutput.print(ProfileReport(profile)) }
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

/// What a profile says of its device, as JSON has it.
struct ProfileReport: Encodable {
    struct ChannelDescription: Encodable {
        var name: String
        var table: String
        var address: Int
        var unit: String
        var isWritable: Bool

        enum CodingKeys: String, CodingKey {
            case name, table, address, unit
            case isWritable = "is_writable"
        }
    }

    var name: String
    var title: String
    var role: String
    var evidence: String
    var source: String
    var channels: [ChannelDescription]

    init(_ profile: DeviceProfile) {
        name = profile.name
        title = profile.title
        role = profile.role.rawValue
        evidence = profile.evidence.rawValue
        source = profile.source
        channels = profile.channels.map { channel in
            ChannelDescription(
                name: channel.name, table: channel.table.rawValue, address: Int(channel.address),
                unit: channel.unit.rawValue, isWritable: channel.access.mayWrite)
        }
    }
}
