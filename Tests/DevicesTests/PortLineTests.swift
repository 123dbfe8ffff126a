import Foundation
import Glibc
import RigConfiguration
import SerialPortShim
import Testing
import TreadmillControl

@testable import Devices

@Suite("A serial port through libserialport, on a pseudo-terminal", .serialized)
struct PortLineTests {
    /// Far more than anything here takes; nothing is measured by it.
    private var later: MonotonicInstant { MonotonicClock.now() + .seconds(20) }

    private func with(_ body: (TestTerminal, inout PortLine) throws -> Void) async throws {
        try await inTemporaryFolder { folder in
            let terminal = try TestTerminal(in: folder)
            var line = try PortLine.open(path: terminal.portName, settings: Rigs.treadmillLine)
            try body(terminal, &line)
        }
    }

    /// What went wrong, and how often the system was asked until then.
    private func failure(of body: () throws(BusProblem) -> Void) -> (problem: BusProblem?, calls: UInt) {
        _ = serial_port_shim_calls()
        do throws(BusProblem) {
            try body()
            return (nil, UInt(serial_port_shim_calls()))
        } catch {
            return (error, UInt(serial_port_shim_calls()))
        }
    }

    @Test("Bytes go both ways as they are, whatever they are")
    func bothWays() async throws {
        try await with { terminal, line in
            // With them all that a terminal in its ordinary mode would change: CR, LF, ^C, ^D, ^S, ^Q, DEL, parity marks.
            let every = (0...255).map { UInt8($0) }
            try line.write(every, before: later)
            #expect(terminal.receive(256) == every)
            terminal.send(every)
            let read = try line.read(256, before: later)
            #expect(read == every)
        }
    }

    @Test("The port is set to the baud and framing of the rig's file")
    func settings() async throws {
        try await inTemporaryFolder { folder in
            let terminal = try TestTerminal(in: folder)
            let settings = SerialSettings(baud: 9600, parity: .none, dataBits: 8, stopBits: 2)
            let line = try PortLine.open(path: terminal.portName, settings: settings)
            var found = termios()
            let descriptor = open(terminal.terminalName, O_RDWR | O_NOCTTY)
            defer { close(descriptor) }
            #expect(tcgetattr(descriptor, &found) == 0)
            #expect(cfgetospeed(&found) == speed_t(B9600))
            let framing = found.c_cflag & tcflag_t(CSIZE | PARENB | PARODD | CSTOPB)
            #expect(framing == tcflag_t(CS8 | CSTOPB))
            _ = consume line
        }
    }

    @Test("A port that does not take its settings is refused with what it was asked for and why")
    func refusedSettings() async throws {
        try await inTemporaryFolder { folder in
            let terminal = try TestTerminal(in: folder)
            // A pseudo-terminal has no parity.
            let settings = SerialSettings(baud: 4800, parity: .even, dataBits: 8, stopBits: 1)
            let (problem, _) = failure { () throws(BusProblem) in
                _ = try PortLine.open(path: terminal.portName, settings: settings)
            }
            #expect(
                problem
                    == .cannotOpen(
                        "\(terminal.portName) does not take 4800 baud, even parity, 8 data bits, 1 stop bits: "
                            + "Invalid argument"))
            // And it is not kept.
            _ = try PortLine.open(path: terminal.portName, settings: Rigs.treadmillLine)
        }
    }

    @Test("Slow bytes are waited for, one after the other, and a late one is not lost")
    func slowBytes() async throws {
        try await with { terminal, line in
            terminal.send([0xD1, 0x30])
            let (problem, _) = failure { () throws(BusProblem) in
                _ = try line.read(5, before: MonotonicClock.now() + .milliseconds(30))
            }
            #expect(problem == .timeout)
            terminal.send([0x34])
            let read = try line.read(1, before: later)
            #expect(read == [0x34])
        }
    }

    @Test("What comes in a byte at a time is read as one answer")
    func byteByByte() async throws {
        try await inTemporaryFolder { folder in
            let answer: [UInt8] = [0xD1, 0x30, 0x30, 0x34, 0x30]
            let peer = try TerminalPeer(link: folder + "/port") { wire in
                guard wire.read(1) == [0xC1] else { return }
                for byte in answer {
                    wire.write([byte])
                    usleep(3000)
                }
            }
            defer { peer.stop() }
            var line = try PortLine.open(
                path: TestTerminal.portName(ofLink: folder + "/port"), settings: Rigs.treadmillLine)
            try line.write([0xC1], before: later)
            let read = try line.read(5, before: later)
            #expect(read == answer)
        }
    }

    @Test("Silence is a timeout, and nobody spins meanwhile")
    func silence() async throws {
        try await with { _, line in
            let (problem, calls) = failure { () throws(BusProblem) in
                _ = try line.read(1, before: MonotonicClock.now() + .milliseconds(300))
            }
            #expect(problem == .timeout)
            #expect(calls < 10)
        }
    }

    @Test("A hang-up in mid-answer is the end of the line, told at once and not at the deadline", arguments: 0..<5)
    func hangUp(after bytes: Int) async throws {
        try await with { terminal, line in
            terminal.send(Array([0xD1, 0x30, 0x30, 0x34, 0x30].prefix(bytes)))
            terminal.hangUp()
            // The deadline is so far that waiting for it, spinning or not, would end in a timeout.
            let (problem, calls) = failure { () throws(BusProblem) in _ = try line.read(5, before: later) }
            guard case .lineLost = problem else {
                Issue.record("\(String(describing: problem))")
                return
            }
            #expect(calls < 20)
        }
    }

    @Test("A hang-up while an answer is being waited for ends the waiting")
    func hangUpWhileWaiting() async throws {
        try await inTemporaryFolder { folder in
            let (master, name) = try TerminalPeer.openPair()
            try FileManager.default.createSymbolicLink(atPath: folder + "/port", withDestinationPath: name)
            var line = try PortLine.open(
                path: TestTerminal.portName(ofLink: folder + "/port"), settings: Rigs.treadmillLine)
            try line.write([0xC1], before: later)
            // The far end takes the question, and is gone.
            let plug = Thread {
                var question: UInt8 = 0
                _ = Glibc.read(master, &question, 1)
                close(master)
            }
            plug.start()
            let (problem, calls) = failure { () throws(BusProblem) in _ = try line.read(5, before: later) }
            guard case .lineLost = problem else {
                Issue.record("\(String(describing: problem))")
                return
            }
            #expect(calls < 20)
        }
    }

    @Test("After a hang-up neither writing nor throwing away pretends that the line still stands")
    func afterHangUp() async throws {
        try await with { terminal, line in
            terminal.hangUp()
            for _ in 0..<2 {
                let written = failure { () throws(BusProblem) in try line.write([0xC0], before: later) }
                let discarded = failure { () throws(BusProblem) in try line.discardInput() }
                for problem in [written.problem, discarded.problem] {
                    guard case .lineLost = problem else {
                        Issue.record("\(String(describing: problem))")
                        continue
                    }
                }
            }
        }
    }

    @Test("Garbage that came unasked is thrown away, and what comes after it is not")
    func garbage() async throws {
        try await with { terminal, line in
            terminal.send([UInt8](repeating: 0x55, count: 900))
            try line.discardInput()
            terminal.send([0xB2])
            let read = try line.read(1, before: later)
            #expect(read == [0xB2])
        }
    }

    @Test("A second opener of the port is refused by any name, told why, and leaves the first in peace")
    func secondOpener() async throws {
        try await inTemporaryFolder { folder in
            let terminal = try TestTerminal(in: folder)
            var line = try PortLine.open(path: terminal.portName, settings: Rigs.treadmillLine)
            let second = folder + "/other"
            try FileManager.default.createSymbolicLink(atPath: second, withDestinationPath: terminal.terminalName)
            for name in [terminal.portName, TestTerminal.portName(ofLink: second)] {
                let (problem, _) = failure { () throws(BusProblem) in
                    _ = try PortLine.open(path: name, settings: Rigs.treadmillLine)
                }
                #expect(problem == .cannotOpen("\(name) is in use by another program; stop that program first"))
            }
            terminal.send([0xB2])
            let read = try line.read(1, before: later)
            #expect(read == [0xB2])
        }
    }

    @Test("A copy of the port that a child process has got does not keep it from being opened again")
    func inheritedCopy() async throws {
        try await inTemporaryFolder { folder in
            let terminal = try TestTerminal(in: folder)
            // Whatever has the terminal open after this and is none of ours, stands for what a child took with it.
            let before = Self.descriptors(of: terminal.terminalName)
            let line = try PortLine.open(path: terminal.portName, settings: Rigs.treadmillLine)
            let descriptor = try #require(Self.descriptors(of: terminal.terminalName).subtracting(before).first)
            #expect(fcntl(descriptor, F_GETFD) & FD_CLOEXEC != 0)
            let copy = dup(descriptor)
            defer { close(copy) }
            _ = consume line
            _ = try PortLine.open(path: terminal.portName, settings: Rigs.treadmillLine)
        }
    }

    /// The descriptors of this process that are open on a device.
    private static func descriptors(of device: String) -> Set<Int32> {
        let folder = "/proc/self/fd"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return Set(
            names.filter { (try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)")) == device }
                .compactMap { Int32($0) })
    }

    @Test("The port is free again once its line is gone")
    func reopening() async throws {
        try await inTemporaryFolder { folder in
            let terminal = try TestTerminal(in: folder)
            for round in 0..<20 as Range<UInt8> {
                var line = try PortLine.open(path: terminal.portName, settings: Rigs.treadmillLine)
                try line.write([round], before: later)
                #expect(terminal.receive(1) == [round])
            }
        }
    }

    @Test(
        "A name that leads to no port is refused, and says so",
        arguments: ["/dev/null", "/dev", "/etc/passwd"])
    func noPort(name: String) {
        let (problem, _) = failure { () throws(BusProblem) in
            _ = try PortLine.open(path: name, settings: Rigs.treadmillLine)
        }
        #expect(problem == .cannotOpen("\(name): not a serial port; check the name"))
    }

    @Test("A link of links is followed to the port that it leads to, and one that leads nowhere is told by its name")
    func links() async throws {
        try await inTemporaryFolder { folder in
            let terminal = try TestTerminal(in: folder)
            // As udev makes them: relative, in a folder of their own.
            let byID = folder + "/by-id/usb-Maker_Adapter_1234-if00-port0"
            try FileManager.default.createDirectory(atPath: folder + "/by-id", withIntermediateDirectories: true)
            try FileManager.default.createSymbolicLink(atPath: byID, withDestinationPath: "../port")
            #expect(try PortLine.realName(of: byID) == terminal.terminalName)
            try FileManager.default.removeItem(atPath: folder + "/port")
            let (problem, _) = failure { () throws(BusProblem) in
                _ = try PortLine.open(path: byID, settings: Rigs.treadmillLine)
            }
            #expect(
                problem == .cannotOpen("\(byID): no such port; is the cable in, and the name right?"))
        }
    }
}
