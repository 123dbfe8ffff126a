import FlightLog
import Foundation
import RigConfiguration
import StrictYAML
import Testing
import TreadmillControl

@testable import ControlDaemon

@Suite("The daemon's settings")
struct DaemonSettingsTests {
    private func write(_ text: String, _ path: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }

    private func problems(_ path: String, rig: String? = nil) -> String {
        do throws(YAMLProblems) {
            _ = try DaemonSettings.load(path: path, rigFile: rig, environment: [:])
            return "no problem"
        } catch {
            return error.description
        }
    }

    @Test("the shipped configuration loads, and its own text goes into every log")
    func shipped() throws {
        let path = repositoryFile("config/unweightd.yaml")
        let settings = try DaemonSettings.load(
            path: path, environment: ["RUNTIME_DIRECTORY": "/run/x", "LOGS_DIRECTORY": "/var/log/x"])
        #expect(settings.loopRate == 100)
        #expect(settings.rig.name.contains("rig A"))
        #expect(settings.logDirectory == "/var/log/x")
        #expect(settings.socketPath == "/run/x/unweightd.sock")
        #expect(settings.logFreeSpace == 256 << 20)
        let files = ["unweightd.yaml", "a-modbus.yaml", "limits.yaml"]
        let profiles = ["reference-hoist.yaml", "reference-inverter.yaml", "reference-load-cell.yaml"]
        #expect(settings.sources.map { String($0.name.split(separator: "/").last ?? "") } == files + profiles)
        #expect(settings.sources.first?.text == (try String(contentsOfFile: path, encoding: .utf8)))
    }

    @Test("--rig takes the place of the rig that the configuration names")
    func otherRig() throws {
        let rig = repositoryFile("config/rigs/b-trackmaster.yaml")
        let settings = try DaemonSettings.load(
            path: repositoryFile("config/unweightd.yaml"), rigFile: rig, environment: [:])
        #expect(settings.rig.name.contains("rig B"))
        #expect(settings.sources.contains { $0.name == rig })
    }

    @Test("a machine whose device profile has changed is not the one that was proved")
    func changedProfile() async throws {
        try await withFolder { folder in
            try FileManager.default.copyItem(atPath: repositoryFile("config"), toPath: folder + "/config")
            let settings = { try DaemonSettings.load(path: folder + "/config/unweightd.yaml", environment: [:]) }
            let before = ConfigurationFingerprint.of(try settings())
            #expect(ConfigurationFingerprint.of(try settings()) == before)
            let profile = folder + "/config/devices/reference-hoist.yaml"
            try write(try String(contentsOfFile: profile, encoding: .utf8) + "# another\n", profile)
            #expect(ConfigurationFingerprint.of(try settings()) != before)
        }
    }

    @Test("an operator's UNWEIGHT_SOCKET goes before the file")
    func socketFromEnvironment() throws {
        let settings = try DaemonSettings.load(
            path: repositoryFile("config/unweightd.yaml"), environment: ["UNWEIGHT_SOCKET": "/tmp/other.sock"])
        #expect(settings.socketPath == "/tmp/other.sock")
    }

    @Test("an unknown key is told with file, line and remedy")
    func unknownKey() async throws {
        try await withFolder { folder in
            let path = folder + "/d.yaml"
            try write("rig: r.yaml\nlimits: l.yaml\nloop_rate: 100\n", path)
            let text = problems(path)
            #expect(text.contains("\(path):3"))
            #expect(text.contains("loop_rate"))
            #expect(text.contains("loop_rate_hz"))
        }
    }

    @Test("a file that the configuration names and that is missing is named in full")
    func missingFile() async throws {
        try await withFolder { folder in
            let path = folder + "/d.yaml"
            try write("rig: nowhere.yaml\nlimits: l.yaml\n", path)
            #expect(problems(path).contains("\(folder)/nowhere.yaml"))
            #expect(problems(folder + "/none.yaml").contains("\(folder)/none.yaml"))
        }
    }

    @Test("limits that would harm keep the daemon from starting, with the line")
    func badLimits() async throws {
        try await withFolder { folder in
            let limits = try String(contentsOfFile: repositoryFile("config/limits.yaml"), encoding: .utf8)
            let key = "controlled_stop"
            let line = try #require(
                limits.split(separator: "\n", omittingEmptySubsequences: false)
                    .firstIndex { $0.contains(key) && !$0.contains("#") })
            var lines = limits.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            let colon = try #require(lines[line].firstIndex(of: ":"))
            lines[line] = lines[line][...colon] + " 99 m/s2"
            try write(lines.joined(separator: "\n"), folder + "/l.yaml")
            let path = folder + "/d.yaml"
            try write("rig: \(repositoryFile("config/rigs/a-modbus.yaml"))\nlimits: l.yaml\n", path)
            #expect(problems(path).contains("\(folder)/l.yaml:\(line + 1)"))
        }
    }
}
