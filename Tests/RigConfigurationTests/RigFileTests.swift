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

    @Test func aWoodwayIsReadWholeAndItsSpeedUnitHasNoDefaultEither() throws {
        let text = treadmill.replacing("trackmaster", with: "woodway")
        #expect(
            try RigFile.parse(text: text, name: "rig.yaml", profiles: ShippedDevices.shelf).belt
                == .woodway(bus: "treadmill", speedUnit: .milesPerHour))
        let found = problems(text, changing: ", speed_unit: miles_per_hour", to: "")
        #expect(found.count == 1)
        #expect(found.first?.contains("speed_unit") == true, "\(found)")
        let onModbus = problems(text, changing: "bus: treadmill", to: "bus: unloading")
        #expect(onModbus.contains { $0.contains("a woodway does not speak Modbus") }, "\(onModbus)")
    }

    @Test func aPortMayBeTheIdentityOfItsUSBAdapterInOneSpelling() throws {
        let modbus = sound.replacing("port: sim/unloading", with: "port: \"usb:0403:6ABC:A5:02\"")
        let settings = SerialSettings(baud: 115_200, parity: .none, dataBits: 8, stopBits: 1)
        let line = try #require(
            try RigFile.parse(text: modbus, name: "rig.yaml", profiles: ShippedDevices.shelf).buses.first?.line)
        #expect(line == .modbusRTU(port: "usb:0403:6abc:A5:02", settings: settings))
        #expect(line.port(in: "/run/unweight") == "usb:0403:6abc:A5:02")
        let serial = treadmill.replacing("tcp://127.0.0.1:15021", with: "usb:10C4:EA60")
        let last = try #require(
            try RigFile.parse(text: serial, name: "rig.yaml", profiles: ShippedDevices.shelf).buses.last?.line)
        guard case .serial(let endpoint, _) = last else {
            Issue.record("\(last)")
            return
        }
        #expect(endpoint == .port(path: "usb:10c4:ea60"))
        #expect(endpoint.port(in: "/run/unweight") == "usb:10c4:ea60")
        #expect(try USBPortIdentity(text: "usb:0403:6001:A5:02").serial == "A5:02")
    }

    @Test(arguments: [
        "usb:", "usb:0403", "usb:0403:", "usb:403:6001", "usb:0403:60011", "usb:0x03:6001", "usb:0403:6001:",
        "usb:0403:6001:A B", "usb:-403:6001", "usb:०४०३:6001",
    ])
    func anIdentityThatIsNoneIsRefusedAndShownHowToWriteIt(text: String) {
        for found in [
            problems(treadmill, changing: "tcp://127.0.0.1:15021", to: text),
            problems(sound, changing: "port: sim/unloading", to: "port: \"\(text)\""),
        ] {
            #expect(found.count == 1)
            #expect(found.first?.contains("write usb:VID:PID or usb:VID:PID:SERIAL") == true, "\(found)")
        }
    }

    @Test func twoBusesOnOneAdapterAreRefusedHoweverItIsSpelt() {
        let text = treadmill.replacing("port: a,", with: "port: \"usb:0403:6abc\",")
        let found = problems(text, changing: "tcp://127.0.0.1:15021", to: "usb:0403:6ABC")
        #expect(found.count == 1)
        #expect(found.first?.contains("are both at usb:0403:6abc") == true, "\(found)")
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

    /// The MS300 counts tenths of a second.
    @Test func aWatchdogThatTheDriveWouldRoundIsRefusedWithWhatItWouldHold() {
        let inverter = "device: delta-ms300, bus: belt, unit: 1, calibration: {reading: 60, meters_per_second: 3}"
        let belt = "device: reference-inverter, bus: belt, unit: 1, watchdog_ms: 500"
        #expect(problems(sound, changing: belt, to: inverter + ", watchdog_ms: 500").isEmpty)
        #expect(
            problems(sound, changing: belt, to: inverter + ", watchdog_ms: 550") == [
                "rig.yaml:14: belt.watchdog_ms: the drive counts this time in steps of 100 ms; "
                    + "write 500, which is what it would hold"
            ])
    }

    /// 1 kg is 9.81 N.
    @Test(arguments: [(9.81, true), (39.2, true), (2.46, true), (98, false), (1, false)])
    func aCalibrationOfWhatIsAlreadyAForceIsOneOfPulleys(newtons: Double, isSound: Bool) {
        let found = problems(
            sound, changing: "device: reference-load-cell, bus: unloading, unit: 2",
            to: "device: flintec-dad141, bus: unloading, unit: 2, calibration: {reading: 1, newtons: \(newtons)}")
        #expect(found.isEmpty == isSound, "\(found)")
        if !isSound { #expect(found.first?.contains("times what it is; leave calibration out") == true) }
    }

    @Test func whatTheDevicesAreTakenForIsSaid() throws {
        let text = sound.replacing(
            "device: reference-inverter, bus: belt, unit: 1, watchdog_ms: 500",
            with: "device: siemens-v20, bus: belt, unit: 1, watchdog_ms: 500, "
                + "calibration: {reading: 50, meters_per_second: 3.2}")
        let rig = try RigFile.parse(text: text, name: "rig.yaml", profiles: ShippedDevices.shelf)
        #expect(
            rig.summary == [
                "belt: siemens-v20, 1 m/s is 15.625 %; stops by itself after 500 ms",
                "hoist: reference-hoist, 1 m is 1 m; stops by itself after 200 ms",
                "load cell: reference-load-cell, 100 N is 100 N",
            ])
        let miles = try RigFile.parse(text: treadmill, name: "rig.yaml", profiles: ShippedDevices.shelf)
        #expect(miles.summary.first == "belt: TrackMaster, which counts miles per hour")
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
