import FlightLog
import Foundation
import SimulatedDevices
import TreadmillControl

/// Where mutation starts: inputs that are right, and inputs that once were wrong.
extension FuzzTarget {
    /// Files of the repository, what is made here, and the folder `Corpus` with what once failed.
    var seeds: [[UInt8]] {
        var seeds = Self.files(of: repositoryFiles) + made
        for name in Self.names(in: Self.root + "/Tests/FuzzTests/Corpus/\(rawValue)") {
            seeds += Self.files(of: ["Tests/FuzzTests/Corpus/\(rawValue)/\(name)"])
        }
        return seeds
    }

    private var repositoryFiles: [String] {
        switch self {
        case .plan: Self.paths(in: "config/plans")
        case .limits: ["config/limits.yaml"]
        case .rig: Self.paths(in: "config/rigs")
        case .profile: Self.paths(in: "config/devices").filter { $0.hasSuffix(".yaml") }
        case .daemon: ["config/unweightd.yaml"]
        case .scenario: Self.paths(in: "hardware-sim/scenarios")
        case .fault, .quantity, .log, .startRequest, .adjustRequest, .proofRequest, .report, .eventStream,
            .trackMaster, .registers, .rtu, .mbap, .modbusRequest, .treadmill:
            []
        }
    }

    private var made: [[UInt8]] {
        switch self {
        case .plan, .limits, .rig, .profile, .daemon, .scenario:
            []
        case .fault:
            ["at=20 device=belt fault=off for=5", "at=0 device=load-cell fault=wrong offset=20", "at=1 fault=e-stop"]
                .map { Array($0.utf8) }
        case .quantity:
            [
                "9.0 km/h", "2.5 m/s", "5.6 mph", "6:40 min/km", "1 h 5 min 30 s", "1:05:00", "90 s", "80 %",
                "10:30 min/mi",
            ]
            .map { Array($0.utf8) }
        case .log:
            [Self.log(ticks: 12, setup: Self.session), Self.log(ticks: 3, setup: nil)]
        case .startRequest:
            [
                #"{"mass_kilograms":70,"plan_name":"p.yaml","plan_text":"title: T\nmain:\n  - {name: Walk, gait: walk, duration: 1 min, speed: 4 km/h, body_weight: 80 %}\n"}"#
            ]
            .map { Array($0.utf8) }
        case .adjustRequest:
            [#"{"belt_speed_m_s":0.1,"body_weight_points":null}"#, #"{"body_weight_points":-5}"#].map { Array($0.utf8) }
        case .proofRequest:
            [#"{"machine_is_empty":true}"#, #"{"session_id":"2024-01-01T00-00-00Z"}"#].map { Array($0.utf8) }
        case .report:
            [#"{"outcome":"accepted","explanation":"done"}"#, #"{"session_id":"a","log_file":null}"#].map {
                Array($0.utf8)
            }
        case .eventStream:
            ["event: transition\ndata: {\"a\":1}\n\n: remark\r\ndata:x\rdata: y\r\n\r\n"].map { Array($0.utf8) }
        case .trackMaster:
            [[0xD0, 0x32], [0xD1, 0x30, 0x30, 0x33, 0x31], [0xB0], [0xD3, 0x39, 0x39, 0x39, 0x39]]
        case .registers:
            [
                [0, 3, 3, 0xE8, 0, 0, 0, 0, 0, 1, 0, 2], [0, 1, 0, 1, 0x86, 0xA0, 0, 10, 0, 0, 0, 1],
                [0x43, 0x0C, 0, 0, 0, 1, 0, 9],
            ]
        case .rtu:
            [
                [3] + RTUFrame.bytes(unit: 1, pdu: [3, 0, 16, 0, 6])
                    + RTUFrame.bytes(unit: 2, pdu: [16, 0, 0, 0, 2, 4, 0, 1, 0, 2])
            ]
        case .mbap:
            [
                [4] + MBAPFrame(transaction: 1, unit: 1, pdu: [3, 0, 0, 0, 4]).bytes
                    + MBAPFrame(transaction: 2, unit: 3, pdu: [6, 0, 1, 0, 9]).bytes
            ]
        case .modbusRequest:
            [
                [3, 0, 16, 0, 6], [16, 0, 0, 0, 2, 4, 0, 1, 0, 2], [15, 0, 3, 0, 10, 2, 0xCD, 1],
                [22, 0, 4, 0, 0xF2, 0, 0x25],
                [23, 0, 3, 0, 6, 0, 14, 0, 3, 6, 0, 255, 0, 255, 0, 255], [5, 0, 1, 0xFF, 0],
            ]
        case .treadmill:
            [
                [
                    0xA0, 0xA3, 0x30, 0x30, 0x33, 0x31, 0xC0, 0xC1, 0xC3, 0xA4, 0x30, 0x30, 0x31, 0x35, 0xC2, 0xA2,
                    0xAB, 0xAC, 0xAA,
                ]
            ]
        }
    }

    /// Words by which a mutation gets deeper than by chance alone.
    var words: [String] {
        switch self {
        case .plan, .startRequest:
            [
                "repeat: 200", "steps:", "- ", "{", "}", "[", "]", ": ", "&a ", "*a", "1e999", "nan", "99:59", "km/h",
                " %", "\n  ",
            ]
        case .limits, .rig, .daemon, .scenario, .fault:
            [
                "0x10", "1e309", "-0", ".inf", ".nan", "null", "~", "[]", "{}", ": ", "\n  ", "!!int ", "\"",
                "tcp://[::1]:0", "=",
            ]
        case .profile:
            [
                "0xFFFF", "40001", "bits: 0-15", "float", "u32", "little_endian", "heartbeat", "speed", "place",
                "is_not: ",
                "short_moves: true", "delay_ms: 1", "signal: belt_speed", "scale: 1e-9", ": ", "\n  ", "{", "}", "[",
                "]",
            ]
        case .quantity: ["km/h", "min/km", ":", ".", "e9", "-", "h", "min", "s", "%", " "]
        case .adjustRequest, .proofRequest, .report, .eventStream:
            ["null", "true", "1e400", "-0", "{}", "[]", "\"", "\\u0000", "data:", "event:", "\r", "\n\n", ","]
        case .log, .trackMaster, .registers, .rtu, .mbap, .modbusRequest, .treadmill: []
        }
    }
}

// MARK: Where they come from

extension FuzzTarget {
    private static let session = SessionSetup(
        plan: SessionPlan(
            title: "Fuzz",
            intervals: [
                PlannedInterval(
                    name: "Walk", gait: .walk, duration: .milliseconds(5000), beltSpeed: .metersPerSecond(1),
                    bodyWeight: .percent(80))
            ]),
        runnerMass: .kilograms(70))

    private static func log(ticks: UInt64, setup: SessionSetup?) -> [UInt8] {
        let limits = ControlLimits()
        var encoder = FlightLogEncoder()
        encoder.append(
            header: FlightLogHeader(
                softwareVersion: "1", sessionID: "f", startedAt: "2024-01-01T00:00:00Z", start: .zero, limits: limits,
                setup: setup, sources: [SourceText(name: "a.yaml", text: "title: a\n")]))
        var controller = Controller(limits: limits, setup: setup)
        for tick in 0..<ticks {
            let now = MonotonicInstant.zero + .milliseconds(Int64(tick) * 10)
            let inputs = ControlInputs(
                belt: BeltReading(sampledAt: now, speedMeasured: .zero, status: [.ready, .watchdogVerified]),
                loadCell: LoadCellReading(sampledAt: now, supportForceMeasured: .newtons(3), status: .ready))
            encoder.append(tick: tick, at: now, inputs: inputs, outputs: controller.step(inputs, at: now))
            if tick % 4 == 3 {
                encoder.append(event: "an event", level: .notice, at: now)
                encoder.append(dropout: .milliseconds(20))
                encoder.appendSync()
            }
        }
        return encoder.bytes
    }

    /// The folder with `config` in it, above this file.
    private static let root: String = {
        var folder = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        while folder.path != "/", !FileManager.default.fileExists(atPath: folder.path + "/config/limits.yaml") {
            folder.deleteLastPathComponent()
        }
        return folder.path
    }()

    private static func names(in folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    }

    private static func paths(in folder: String) -> [String] {
        names(in: "\(root)/\(folder)").map { "\(folder)/\($0)" }
    }

    private static func files(of paths: [String]) -> [[UInt8]] {
        paths.compactMap { FileManager.default.contents(atPath: "\(root)/\($0)").map { [UInt8]($0) } }
    }
}
