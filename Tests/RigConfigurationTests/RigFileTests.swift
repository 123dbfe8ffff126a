import RigConfiguration
import RigTestKit
import StrictYAML
import Testing
import TreadmillControl

@Suite struct RigFileTests {
    /// A sound rig in which a test changes one line.
    private let sound = """
        name: Test rig
        buses:
          unloading:
            protocol: modbus_rtu
            port: sim/unloading
            baud: 115200
            parity: none
            response_timeout_ms: 20
          belt:
            protocol: modbus_tcp
            host: 127.0.0.1
            tcp_port: 15020
            response_timeout_ms: 50
        belt: {device: reference-inverter, bus: belt, unit: 1, watchdog_ms: 500}
        hoist: {device: reference-hoist, bus: unloading, unit: 1, watchdog_ms: 200}
        load_cell: {device: reference-load-cell, bus: unloading, unit: 2}
        """

    private let treadmill = """
        name: Test rig
        buses:
          unloading: {protocol: modbus_rtu, port: a, baud: 9600, parity: even, response_timeout_ms: 60}
          treadmill:
            {protocol: serial, port: "tcp://127.0.0.1:15021", baud: 4800, parity: none, response_timeout_ms: 100}
        belt: {device: trackmaster, bus: treadmill, speed_unit: miles_per_hour}
        hoist: {device: reference-hoist, bus: unloading, unit: 1, watchdog_ms: 200}
        load_cell: {device: reference-load-cell, bus: unloading, unit: 2}
        """

    private func problems(_ text: String) -> [String] {
        do throws(YAMLProblems) {
            _ = try RigFile.parse(text: text, name: "rig.yaml", profiles: ShippedDevices.shelf)
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }

    private func problems(_ text: String, changing old: String, to new: String) -> [String] {
        let parts = text.split(separator: old, maxSplits: 1, omittingEmptySubsequences: false)
        #expect(parts.count == 2, "the test's own text has no \(old)")
        return problems(parts.joined(separator: new))
    }

    @Test func aModbusRigIsReadWhole() throws {
        let rig = try RigFile.parse(text: sound, name: "rig.yaml", profiles: ShippedDevices.shelf)
        #expect(rig.belt == ShippedDevices.referenceInverter(bus: "belt", unit: 1, watchdog: .milliseconds(500)))
        #expect(rig.hoist == ShippedDevices.referenceHoist(bus: "unloading", unit: 1, watchdog: .milliseconds(200)))
        #expect(rig.loadCell == ShippedDevices.referenceLoadCell(bus: "unloading", unit: 2))
        let settings = SerialSettings(baud: 115_200, parity: .none, dataBits: 8, stopBits: 1)
        #expect(
            rig.buses.map(\.line) == [
                .modbusRTU(port: "sim/unloading", settings: settings), .modbusTCP(host: "127.0.0.1", port: 15020),
            ])
        #expect(rig.buses.map(\.responseTimeout) == [.milliseconds(20), .milliseconds(50)])
    }

    @Test func aTreadmillBehindASerialServerIsReadWhole() throws {
        let rig = try RigFile.parse(text: treadmill, name: "rig.yaml", profiles: ShippedDevices.shelf)
        #expect(rig.belt == .trackMaster(bus: "treadmill", speedUnit: .milesPerHour))
        let settings = SerialSettings(baud: 4800, parity: .none, dataBits: 8, stopBits: 1)
        #expect(rig.buses.last?.line == .serial(.tcp(host: "127.0.0.1", port: 15021), settings: settings))
    }

    @Test func aTreadmillWithoutItsSpeedUnitIsRefusedBecauseMilesForKilometresIsFarTooFast() {
        #expect(
            problems(treadmill, changing: ", speed_unit: miles_per_hour", to: "") == [
                #"rig.yaml:6: belt: the key "speed_unit" is missing; add "speed_unit": "#
                    + "one of: miles_per_hour, kilometers_per_hour"
            ])
    }

    @Test(arguments: ["0", "49", "2001", "500.0", "forever"])
    func aWatchdogThatIsOffOrTooSlowIsRefused(value: String) {
        #expect(problems(sound, changing: "watchdog_ms: 500", to: "watchdog_ms: \(value)").count == 1)
    }

    @Test func aDriveWithoutAWatchdogIsRefused() {
        #expect(problems(sound, changing: ", watchdog_ms: 500", to: "").count == 1)
    }

    @Test func aWatchdogThatOneLostReplyWouldTripIsRefused() {
        let found = problems(sound, changing: "response_timeout_ms: 20", to: "response_timeout_ms: 150")
        #expect(found.count == 1)
        #expect(found.first?.contains("shorter than two response timeouts") == true)
    }

    @Test func aBaudRateThatTheDriverWouldSilentlyReplaceIsRefused() {
        #expect(problems(sound, changing: "115200", to: "115000").first?.contains("not a standard baud rate") == true)
    }

    @Test(arguments: ["0", "248", "-1", "1.0"])
    func aUnitOutsideModbusIsRefused(unit: String) {
        #expect(problems(sound, changing: "unit: 2", to: "unit: \(unit)").count == 1)
    }

    @Test func twoDevicesThatWouldAnswerAtOnceAreRefused() {
        #expect(
            problems(sound, changing: "unit: 2", to: "unit: 1") == [
                "rig.yaml:16: load_cell: hoist has the same unit 1 on the bus \"unloading\"; "
                    + "give each device of a bus a unit of its own"
            ])
    }

    @Test func aBusThatDoesNotExistIsNamedWithThoseThatDo() {
        #expect(
            problems(sound, changing: "bus: belt", to: "bus: bellt") == [
                "rig.yaml:14: belt.bus: there is no bus \"bellt\"; use one of: unloading, belt"
            ])
    }

    @Test func aBusWithoutDevicesIsRefused() {
        let found = problems(sound, changing: "bus: belt, unit: 1", to: "bus: unloading, unit: 3")
        #expect(
            found == [
                "rig.yaml:2: buses: no device is on the bus \"belt\"; remove it, or name it as the bus of a device"
            ])
    }

    @Test func aDeviceOnALineThatItDoesNotSpeakIsRefused() {
        #expect(
            problems(treadmill, changing: "bus: unloading, unit: 2", to: "bus: treadmill, unit: 2")
                .first?.contains("speaks Modbus") == true)
        #expect(
            problems(treadmill, changing: "bus: treadmill", to: "bus: unloading")
                .first?.contains("does not speak Modbus") == true)
    }

    @Test func twoBusesOnOnePortAreRefusedBecauseTheirBytesWouldMix() {
        let found = problems(
            treadmill, changing: "{protocol: serial, port: \"tcp://127.0.0.1:15021\"", to: "{protocol: serial, port: a")
        #expect(
            found == ["rig.yaml:2: buses: the buses \"unloading\" and \"treadmill\" are both at a; make them one bus"])
    }

    @Test(arguments: ["tcp://host", "tcp://host:0", "tcp://host:70000", "tcp://:5", "http://host:5", "../escape", "''"])
    func aSerialEndpointThatLeadsNowhereIsRefused(text: String) {
        #expect(problems(treadmill, changing: "\"tcp://127.0.0.1:15021\"", to: text).count == 1)
    }

    @Test func aMistakeInABusIsToldOnceAndNotAgainForEachOfItsDevices() {
        #expect(
            problems(sound, changing: "modbus_rtu", to: "modbus_rut") == [
                #"rig.yaml:4: buses.unloading.protocol: "modbus_rut" is not known here; did you mean "modbus_rtu"?"#
            ])
    }

    @Test func aRelativePortIsLookedUpInTheRuntimeDirectory() {
        let settings = SerialSettings(baud: 9600, parity: .none, dataBits: 8, stopBits: 1)
        let relative = BusLine.modbusRTU(port: "sim/unloading", settings: settings)
        #expect(relative.port(in: "/run/unweight") == "/run/unweight/sim/unloading")
        #expect(relative.port(in: "/run/unweight/") == "/run/unweight/sim/unloading")
        let absolute = BusLine.serial(.port(path: "/dev/ttyS0"), settings: settings)
        #expect(absolute.port(in: "/run/unweight") == "/dev/ttyS0")
        #expect(BusLine.modbusTCP(host: "h", port: 1).port(in: "/run/unweight") == nil)
    }

    @Test func anEndpointReadsBackFromItsText() throws {
        for text in ["/dev/ttyUSB0", "sim/belt", "tcp://192.0.2.7:4001", "tcp://[2001:db8::7]:4001"] {
            #expect(try SerialEndpoint(text: text).text == text)
        }
        #expect(try SerialEndpoint(text: "tcp://[2001:db8::7]:4001") == .tcp(host: "2001:db8::7", port: 4001))
    }
}
