import DeviceProfiles
import Foundation
import StrictYAML
import Testing

/// The profiles in config/devices.
@Suite("Shipped profiles")
struct ShippedProfileTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("config/devices")

    static let names: [String] =
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
        .filter { $0.hasSuffix(".yaml") }.sorted()

    @Test("All of them are there", arguments: ["reference-inverter", "reference-hoist", "reference-load-cell"])
    func complete(name: String) {
        #expect(Self.names.contains(name + ".yaml"))
    }

    @Test("Each is read without a problem, and says where its facts are from", arguments: names)
    func sound(file: String) throws {
        let profile = try ProfileFile.load(path: Self.folder.appendingPathComponent(file).path)
        #expect(profile.name + ".yaml" == file)
        #expect(profile.evidence == .documentation && !profile.source.isEmpty)
    }
}
