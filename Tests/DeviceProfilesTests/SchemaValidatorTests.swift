import Foundation
import Testing

/// The schema in the hands of an independent validator. Needs `jsonschema` and `PyYAML`; without them the tests are skipped.
@Suite("Profiles and jsonschema", .enabled(if: SchemaValidator.isInstalled, "pip install jsonschema pyyaml"))
struct SchemaValidatorTests {
    /// Mistakes that only the parser sees: they are not in what a key may be, but between keys or in what they mean.
    private static let unseen: Set<String> = [
        "4xxxx notation", "32 bits beyond the last address", "a range upside down", "speed in newtons",
        "speed in no unit",
        "a counter in thousandths", "bits from high to low", "no function to write with", "no function to read with",
        "no speed", "two speeds", "a rope on a belt", "a condition on nothing", "two bits that are 4",
        "a value by no name",
        "a condition on what is only written", "a setting that cannot be read back", "a setting that does not fit",
        "a watchdog that is no time", "short moves of a belt", "a stop that ends in waiting", "speed in a stop",
        "a run without speed", "a rope's velocity on a belt", "speed without a unit", "more than the range",
        "a channel misspelt", "writing what is only read", "a heartbeat that nothing echoes", "an echo of nothing",
    ]

    @Test("Every shipped profile validates")
    func shipped() throws {
        let found = try SchemaValidator.problems(ShippedProfiles.names.map(ShippedProfiles.path))
        #expect(found.count == ShippedProfiles.names.count)
        for (file, problems) in found { #expect(problems.isEmpty, "\(file): \(problems)") }
    }

    @Test("The texts of these tests validate, and every mistake that a schema can see is refused")
    func mistakes() throws {
        let mistakes = ProfileErrorTests.channels + ProfileErrorTests.wholes + ProfileErrorTests.commands
        var texts = ["belt": ProfileText.belt, "load cell": ProfileText.loadCell]
        for mistake in mistakes {
            texts[mistake.name] = try ProfileText.text(ProfileText.belt, changing: mistake.old, to: mistake.new)
        }
        let found = try SchemaValidator.problems(of: texts)
        #expect(found["belt"] == [] && found["load cell"] == [])
        for mistake in mistakes {
            let problems = try #require(found[mistake.name])
            #expect(problems.isEmpty == Self.unseen.contains(mistake.name), "\(mistake.name): \(problems)")
        }
    }
}

enum SchemaValidator {
    struct Failed: Error { let status: Int32 }

    /// Found out once.
    static let isInstalled = (try? run(["-c", "import jsonschema, yaml"])) != nil

    /// The problems of each text, by its name.
    static func problems(of texts: [String: String]) throws -> [String: [String]] {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var files: [String: String] = [:]
        for (index, text) in texts.enumerated() {
            let file = folder.appendingPathComponent("\(index).yaml")
            try text.value.write(to: file, atomically: true, encoding: .utf8)
            files[file.path] = text.key
        }
        let found = try problems(Array(files.keys))
        return Dictionary(
            uniqueKeysWithValues: found.compactMap { path, problems in files[path].map { ($0, problems) } })
    }

    /// The problems of each file, by its path.
    static func problems(_ files: [String]) throws -> [String: [String]] {
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("peers/validate_profiles.py").path
        return try JSONDecoder().decode([String: [String]].self, from: run([script, Schema.path] + files))
    }

    private static func run(_ arguments: [String]) throws -> Data {
        let chosen = ProcessInfo.processInfo.environment["UNWEIGHT_TEST_PYTHON"] ?? ""
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [chosen.isEmpty ? "python3" : chosen] + arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failed(status: process.terminationStatus) }
        return data
    }
}
