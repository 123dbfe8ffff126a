import DeviceProtocols
import Testing
import TreadmillControl

@Suite("Woodway bytes, as the open client pyWoodway 0.2.4 has them")
struct WoodwayTests {
    struct Vector: Sendable {
        var command: Woodway.Command
        var sent: [UInt8]
        var acknowledgement: UInt8
        var replyLength: Int
    }

    /// Command bytes 160, 162, 163, 164, 170, 192 to 195 of the client's `TreadmillCommands`; answers of its
    /// `TreadmillReturns`. A speed is '0' for forward and three digits: 2.0 is "0020" in what it writes.
    static let vectors: [Vector] = [
        Vector(command: .start, sent: [160], acknowledgement: 0xB0, replyLength: 1),
        Vector(command: .disengage, sent: [162], acknowledgement: 0xB2, replyLength: 1),
        Vector(
            command: .setSpeed(tenths: 20), sent: [163, 0x30, 0x30, 0x32, 0x30], acknowledgement: 0xB3, replyLength: 1),
        Vector(
            command: .setSpeed(tenths: 123), sent: [163, 0x30, 0x31, 0x32, 0x33], acknowledgement: 0xB3, replyLength: 1),
        Vector(
            command: .setGrade(tenths: 125), sent: [164, 0x30, 0x31, 0x32, 0x35], acknowledgement: 0xB4, replyLength: 1),
        Vector(command: .autoStop, sent: [170], acknowledgement: 0xBA, replyLength: 1),
        Vector(command: .test, sent: [192], acknowledgement: 0xD0, replyLength: 2),
        Vector(command: .readSpeed, sent: [193], acknowledgement: 0xD1, replyLength: 5),
        Vector(command: .readGrade, sent: [194], acknowledgement: 0xD2, replyLength: 5),
        Vector(command: .readFirmware, sent: [195], acknowledgement: 0xD3, replyLength: 5),
    ]

    @Test("Every command has its bytes, its acknowledgement and the length of its answer", arguments: vectors)
    func commands(vector: Vector) {
        #expect(vector.command.bytes == vector.sent)
        #expect(vector.command.acknowledgement == vector.acknowledgement)
        #expect(vector.command.replyLength == vector.replyLength)
    }

    @Test("No command starts the belt without the timer, in either make's words")
    func forbiddenBytes() {
        for vector in Self.vectors { #expect(![0xA1, 0xA9].contains(vector.command.bytes[0])) }
    }

    @Test(
        "A set speed is always forward, and never longer than three digits",
        arguments: [
            (-5, "0000"), (0, "0000"), (7, "0007"), (300, "0300"), (999, "0999"), (1000, "0999"), (3040, "0999"),
            (Int.max, "0999"),
        ])
    func alwaysForward(tenths: Int, text: String) {
        #expect(Woodway.Command.setSpeed(tenths: tenths).bytes == [0xA3] + Array(text.utf8))
    }

    @Test("A measured speed is a direction and three digits")
    func velocity() throws {
        #expect(try Woodway.velocity(Array("0020".utf8)) == Woodway.Velocity(direction: .forward, tenths: 20))
        #expect(try Woodway.velocity(Array("3125".utf8)) == Woodway.Velocity(direction: .reverse, tenths: 125))
        #expect(try Woodway.velocity(Array("0000".utf8)) == Woodway.Velocity(direction: .forward, tenths: 0))
    }

    @Test(
        "What is no direction and three digits is no speed",
        arguments: ["", "0", "020", "00200", "1020", "9999", "0-20", "002 ", "00A0"])
    func noVelocity(text: String) {
        #expect(throws: DecodingProblem.self) { try Woodway.velocity(Array(text.utf8)) }
    }

    @Test("A grade is four digits, a firmware four bytes with the high one first")
    func others() throws {
        #expect(try Woodway.grade(Array("0125".utf8)) == 125)
        #expect(throws: DecodingProblem.notANumber(bytes: [0, 1, 2, 3])) { try Woodway.grade([0, 1, 2, 3]) }
        #expect(try Woodway.firmware([0x01, 0x02, 0x03, 0x04]) == 0x0102_0304)
        #expect(throws: DecodingProblem.wrongLength(expected: 4, got: 3)) { try Woodway.firmware([1, 2, 3]) }
    }

    @Test("The refusals are those of the client, and no other byte is one")
    func refusals() {
        #expect(Woodway.refusal(0xBD) == .masterTimeout)
        #expect(Woodway.refusal(0xBE) == .outOfRange)
        #expect(Woodway.refusal(0xBF) == .unknownCommand)
        let others = (UInt8.min...UInt8.max).filter { ![0xBD, 0xBE, 0xBF].contains($0) }
        #expect(others.allSatisfy { Woodway.refusal($0) == nil })
    }

    @Test(
        "A grade is rounded down to a tenth of a per cent",
        arguments: [(0.0, 0), (0.19, 1), (2.74, 27), (15, 150), (-3, 0), (.nan, 0), (.infinity, 9999)]
            as [(Double, Int)])
    func grades(percent: Double, tenths: Int) {
        #expect(Woodway.gradeTenths(for: .percentGrade(percent)) == tenths)
    }
}
