import DeviceProtocols
import Testing
import TreadmillControl

@Suite("TrackMaster bytes, as the service manual has them")
struct TrackMasterTests {
    struct Vector: Sendable {
        var command: TrackMaster.Command
        var sent: [UInt8]
        var acknowledgement: UInt8
        var replyLength: Int
    }

    static let vectors: [Vector] = [
        Vector(command: .start, sent: [0xA0], acknowledgement: 0xB0, replyLength: 1),
        Vector(command: .stop, sent: [0xA2], acknowledgement: 0xB2, replyLength: 1),
        Vector(
            command: .setSpeed(tenths: 40), sent: [0xA3, 0x30, 0x30, 0x34, 0x30], acknowledgement: 0xB3, replyLength: 1),
        Vector(
            command: .setGrade(tenths: 125), sent: [0xA4, 0x30, 0x31, 0x32, 0x35], acknowledgement: 0xB4,
            replyLength: 1),
        Vector(command: .readStatus, sent: [0xC0], acknowledgement: 0xD0, replyLength: 2),
        Vector(command: .readSpeed, sent: [0xC1], acknowledgement: 0xD1, replyLength: 5),
        Vector(command: .readGrade, sent: [0xC2], acknowledgement: 0xD2, replyLength: 5),
        Vector(command: .readSetSpeed, sent: [0xC3], acknowledgement: 0xD3, replyLength: 5),
        Vector(command: .readSetGrade, sent: [0xC4], acknowledgement: 0xD4, replyLength: 5),
    ]

    @Test("Every command has its bytes, its acknowledgement and the length of its answer", arguments: vectors)
    func commands(vector: Vector) {
        #expect(vector.command.bytes == vector.sent)
        #expect(vector.command.acknowledgement == vector.acknowledgement)
        #expect(vector.command.replyLength == vector.replyLength)
    }

    @Test("No command starts the belt without communication-disconnect-stop, sets a weight or toggles the echo")
    func forbiddenBytes() {
        for vector in Self.vectors { #expect(![0xA1, 0xA9, 0xAC].contains(vector.command.bytes[0])) }
    }

    @Test(
        "Numbers are four ASCII digits, saturating",
        arguments: [
            (0, "0000"), (7, "0007"), (40, "0040"), (1234, "1234"), (9999, "9999"), (10000, "9999"), (-1, "0000"),
            (Int.max, "9999"), (Int.min, "0000"),
        ])
    func digits(value: Int, text: String) {
        #expect(TrackMaster.digits(value) == Array(text.utf8))
    }

    @Test("Digits are read back, and nothing else is", arguments: ["", "004", "00400", "-040", " 040", "4.00", "00A0"])
    func notDigits(text: String) throws {
        #expect(throws: DecodingProblem.notANumber(bytes: Array(text.utf8))) {
            try TrackMaster.number(Array(text.utf8))
        }
        #expect(try TrackMaster.number(Array("0040".utf8)) == 40)
        #expect(try TrackMaster.number(Array("9999".utf8)) == TrackMaster.invalidTenths)
    }

    @Test("The payload of an answer is what follows its acknowledgement")
    func payload() throws {
        #expect(try TrackMaster.Command.setSpeed(tenths: 40).payload(of: [0xB3]) == [])
        #expect(try TrackMaster.Command.readStatus.payload(of: [0xD0, 0x32]) == [0x32])
        let speed = try TrackMaster.Command.readSpeed.payload(of: [0xD1, 0x30, 0x30, 0x34, 0x30])
        #expect(try TrackMaster.number(speed) == 40)
    }

    @Test("An answer to something else, a torn one and a long one are refused")
    func badReplies() {
        #expect(throws: DecodingProblem.wrongLength(expected: 2, got: 0)) {
            try TrackMaster.Command.readStatus.payload(of: [])
        }
        #expect(throws: DecodingProblem.unexpectedReply(expected: 0xD0, got: 0xD1)) {
            try TrackMaster.Command.readStatus.payload(of: [0xD1, 0x30])
        }
        #expect(throws: DecodingProblem.wrongLength(expected: 5, got: 4)) {
            try TrackMaster.Command.readSpeed.payload(of: [0xD1, 0x30, 0x30, 0x34])
        }
        #expect(throws: DecodingProblem.wrongLength(expected: 1, got: 2)) {
            try TrackMaster.Command.start.payload(of: [0xB0, 0xB0])
        }
        // An echo of the command is not an acknowledgement.
        #expect(throws: DecodingProblem.unexpectedReply(expected: 0xB0, got: 0xA0)) {
            try TrackMaster.Command.start.payload(of: [0xA0])
        }
    }

    @Test("The treadmill's refusals and states are known by their bytes")
    func codes() {
        #expect(TrackMaster.refusal(0xBE) == .outOfRange)
        #expect(TrackMaster.refusal(0xBF) == .unknownCommand)
        #expect(TrackMaster.refusal(0xDF) == .unknownStatus)
        #expect(TrackMaster.refusal(0xB0) == nil)
        // A Woodway would mean its timer by that.
        #expect(TrackMaster.refusal(0xBD) == nil)
        #expect(TrackMaster.BeltState(rawValue: 0x31) == .stopped)
        #expect(TrackMaster.BeltState(rawValue: 0x32) == .running)
        #expect(TrackMaster.BeltState(rawValue: 0x33) == .runningUnguarded)
        #expect(TrackMaster.BeltState(rawValue: 0x30) == nil)
    }

    @Test(
        "A speed becomes whole tenths of the treadmill's unit, never more than was admitted",
        arguments: [
            (1.0, 22, 36), (2.68224, 60, 96), (0.14, 3, 5), (3.6, 80, 129), (0, 0, 0), (-1, 0, 0), (.nan, 0, 0),
            (.infinity, 9998, 9998), (1e300, 9998, 9998),
        ] as [(Double, Int, Int)])
    func speedCounts(speed: Double, miles: Int, kilometers: Int) {
        #expect(SpeedCount.tenthsOfMilesPerHour.tenths(for: .metersPerSecond(speed)) == miles)
        #expect(SpeedCount.tenthsOfKilometersPerHour.tenths(for: .metersPerSecond(speed)) == kilometers)
    }

    @Test("Every tenth up to 30 an hour comes back as itself, in either unit", arguments: SpeedCount.allCases)
    func everyTenth(unit: SpeedCount) {
        let wrong = (0...300).first { unit.tenths(for: unit.speed(tenths: $0)) != $0 }
        #expect(wrong == nil)
    }

    @Test("Four miles an hour are 1.788 m/s, four kilometres 1.111")
    func units() {
        #expect((SpeedCount.tenthsOfMilesPerHour.speed(tenths: 40).metersPerSecond - 1.78816).magnitude < 1e-9)
        #expect((SpeedCount.tenthsOfKilometersPerHour.speed(tenths: 40).metersPerSecond - 1.1111).magnitude < 1e-4)
    }

    @Test(
        "A grade is rounded down to half a per cent",
        arguments: [
            (0.0, 0), (0.4999, 0), (0.5, 5), (0.99, 5), (1.0, 10), (2.74, 25), (14.99, 145), (15, 150), (-3, 0),
            (.nan, 0), (.infinity, 9995),
        ] as [(Double, Int)])
    func grades(percent: Double, tenths: Int) {
        #expect(TrackMaster.gradeTenths(for: .percentGrade(percent)) == tenths)
    }
}
