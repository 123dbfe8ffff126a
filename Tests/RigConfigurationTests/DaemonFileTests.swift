import RigConfiguration
import StrictYAML
import Testing

@Suite struct DaemonFileTests {
    private func parse(_ text: String) throws -> DaemonConfiguration {
        try DaemonFile.parse(text: "rig: rigs/a.yaml\nlimits: /etc/limits.yaml\n\(text)", name: "/etc/unweight/d.yaml")
    }

    @Test func filesAreFoundBesideTheConfigurationWhateverTheWorkingDirectory() throws {
        let configuration = try parse("log_directory: logs")
        #expect(configuration.rigFile == "/etc/unweight/rigs/a.yaml")
        #expect(configuration.limitsFile == "/etc/limits.yaml")
        #expect(configuration.logDirectory(environment: [:]) == "/etc/unweight/logs")
    }

    @Test func aConfigurationNamedWithoutADirectoryFindsItsFilesInTheWorkingDirectory() throws {
        let configuration = try DaemonFile.parse(text: "rig: r.yaml\nlimits: l.yaml", name: "d.yaml")
        #expect(configuration.rigFile == "r.yaml")
    }

    @Test func directoriesComeFromTheFileThenFromSystemdThenFromTheStandard() throws {
        let systemd = ["RUNTIME_DIRECTORY": "/run/u:/run/other", "LOGS_DIRECTORY": "/var/log/u"]
        let plain = try parse("")
        #expect(plain.runtimeDirectory(environment: [:]) == "/run/unweight")
        #expect(plain.runtimeDirectory(environment: systemd) == "/run/u")
        #expect(plain.logDirectory(environment: systemd) == "/var/log/u")
        let fixed = try parse("runtime_directory: /run/x")
        #expect(fixed.runtimeDirectory(environment: systemd) == "/run/x")
    }

    @Test func whatMustSurviveIsKeptWhereTheFileSaysThenSystemdThenTheStandard() throws {
        let systemd = ["STATE_DIRECTORY": "/var/lib/u"]
        #expect(try parse("").stateDirectory(environment: [:]) == "/var/lib/unweight")
        #expect(try parse("").stateDirectory(environment: systemd) == "/var/lib/u")
        #expect(try parse("state_directory: state").stateDirectory(environment: systemd) == "/etc/unweight/state")
    }

    @Test func powerIsWatchedOnlyWhereAFileIsNamed() throws {
        #expect(try parse("").powerOnlineFile == nil)
        let file = "/sys/class/power_supply/AC/online"
        #expect(try parse("power: {online_file: \(file)}").powerOnlineFile == file)
    }

    @Test func theSocketOfTheEnvironmentWinsOverTheFile() throws {
        let configuration = try parse("socket: a.sock")
        #expect(configuration.socketPath(environment: ["RUNTIME_DIRECTORY": "/run/u"]) == "/run/u/a.sock")
        #expect(configuration.socketPath(environment: ["UNWEIGHT_SOCKET": "/tmp/b.sock"]) == "/tmp/b.sock")
        #expect(configuration.socketPath(environment: ["UNWEIGHT_SOCKET": ""]) == "/run/unweight/a.sock")
    }

    @Test(arguments: [
        "loop_rate_hz: 9", "loop_rate_hz: 201", "loop_rate_hz: 99.5", "log_level: loud", "log_free_space_mib: 0",
        "socket: \(String(repeating: "s", count: 108))", "log_directory: ''", "unknown: 1",
        "state_directory: ''", "power: {}", "power: {online: x}", "power: /sys/x",
    ])
    func whatIsOutOfBoundsOrUnknownKeepsTheDaemonFromStarting(line: String) {
        #expect(throws: YAMLProblems.self) { try parse(line) }
    }

    @Test func theShippedConfigurationNamesFilesThatAreSound() throws {
        let configuration = try DaemonFile.load(path: repositoryFile("config/unweightd.yaml"))
        _ = try RigFile.load(path: configuration.rigFile)
        _ = try LimitsFile.load(path: configuration.limitsFile)
        #expect(configuration.loopRate == 100)
    }

    @Test(arguments: ["a-modbus", "b-trackmaster", "c-woodway", "d-inverter"])
    func theShippedRigsAreSound(name: String) throws {
        #expect(try RigFile.isRig(path: repositoryFile("config/rigs/\(name).yaml")))
        let rig = try RigFile.load(path: repositoryFile("config/rigs/\(name).yaml"))
        #expect(rig.buses.count == 2)
    }

    @Test func theExampleRigsCanBeServedBesideAReferenceRig() throws {
        for reference in ["a-modbus", "b-trackmaster"] {
            var places: [String] = []
            for name in [reference, "c-woodway", "d-inverter"] {
                places += try RigFile.load(path: repositoryFile("config/rigs/\(name).yaml")).buses.map(\.line.place)
            }
            #expect(Set(places).count == places.count, "\(places)")
        }
    }

    @Test func aFileWithBusesIsMeantForARigHoweverWrongAndAProfileIsNot() throws {
        #expect(try RigFile.isRig(path: repositoryFile("config/devices/siemens-v20.yaml")) == false)
        #expect(throws: YAMLProblems.self) { try RigFile.isRig(path: "/no/such/rig.yaml") }
    }
}
