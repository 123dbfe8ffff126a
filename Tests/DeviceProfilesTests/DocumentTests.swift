import DeviceProfiles
import Foundation
import Testing

/// docs/device-profiles.md against the format that it explains.
@Suite("The document of profiles")
struct DocumentTests {
    private let text: String

    init() throws {
        let path = ShippedProfiles.folder.deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("docs/device-profiles.md").path
        text = try String(contentsOfFile: path, encoding: .utf8)
    }

    @Test("Its example is sound, and does what the document says of its device")
    func example() throws {
        let block = try #require(text.components(separatedBy: "```yaml\n").dropFirst().first)
        let profile = try ProfileText.parse(#require(block.components(separatedBy: "```").first))
        let motion = try #require(profile.motion)
        #expect(motion.watchdog == .timer(channel: "silence_time", isWritten: true))
        // 25.00 Hz is 2500 in register 1; 0.5 s is 5 in register 200.
        #expect(profile.channel("frequency_setpoint")?.words(for: 25) == [2500])
        #expect(profile.channel("silence_time")?.words(for: 0.5) == [5])
        #expect(profile.channel("silence_time")?.address == 200)
    }

    @Test(
        "Every key stands in it", arguments: ["", "$defs.modbus", "$defs.channel", "$defs.setting", "$defs.status"])
    func keys(path: String) throws {
        for key in try Schema.keys(path) { #expect(text.contains("`\(key)`"), "\(path) \(key)") }
    }

    @Test("Every word stands in it")
    func words() {
        let words =
            Signal.allCases.map(\.rawValue) + CommandVariable.allCases.map(\.rawValue)
            + DeviceRole.allCases.map(\.rawValue)
            + RegisterFormat.Kind.allCases.map(\.rawValue) + ModbusTable.allCases.map(\.rawValue)
            + DeviceUnit.allCases.filter { $0 != .none }.map(\.rawValue) + Channel.Access.allCases.map(\.rawValue)
        for word in words { #expect(text.contains("`\(word)`"), "\(word)") }
    }

    @Test("Every shipped profile stands in its table")
    func shipped() {
        for name in ShippedProfiles.names { #expect(text.contains("`\(name)`"), "\(name)") }
    }
}
