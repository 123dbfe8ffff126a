import DeviceProfiles
import Foundation
import Testing

/// What a write of a profile puts at one address of the wire.
struct Written: Equatable, CustomStringConvertible {
    var table: ModbusTable
    var address: Int
    var words: [UInt16]

    init(_ table: ModbusTable, _ address: Int, _ words: [UInt16]) {
        self.table = table
        self.address = address
        self.words = words
    }

    var description: String {
        "\(table.rawValue) 0x\(String(address, radix: 16)): \(words.map { "0x" + String($0, radix: 16) })"
    }
}

/// A shipped profile, seen from the wire.
struct WireFacts {
    let profile: DeviceProfile

    init(_ name: String) throws {
        profile = try ShippedProfiles.profile(name)
    }

    var motion: MotionCommands {
        get throws { try #require(profile.motion) }
    }

    func channel(_ name: String) throws -> Channel { try #require(profile.channel(name), "no channel \(name)") }

    func signal(_ signal: Signal) throws -> Channel { try #require(profile.channel(for: signal)) }

    /// What each step writes, delays left out, with what the variables stand for in the channels' units.
    func written(_ sequence: CommandSequence, _ variables: [CommandVariable: Double] = [:]) throws -> [[Written]] {
        try sequence.steps.map(\.writes).filter { !$0.isEmpty }.map { try $0.map { try written($0, variables) } }
    }

    /// What a setting puts on the wire.
    func written(_ step: SetupStep) throws -> Written { try written(step.channel, step.value) }

    private func written(_ write: ChannelWrite, _ variables: [CommandVariable: Double]) throws -> Written {
        switch write.value {
        case .constant(let value): try written(write.channel, value)
        case .variable(let variable): try written(write.channel, try #require(variables[variable]))
        }
    }

    private func written(_ name: String, _ value: Double) throws -> Written {
        var channel = try channel(name)
        // Settings that only a person writes have a place and a value on the wire all the same.
        if channel.access == .read { channel.access = .readWrite }
        return Written(channel.table, Int(channel.address), try #require(channel.words(for: value)))
    }

    /// What the device is taken for with these registers (or bits); those not named are 0.
    func flags(_ registers: [Int: UInt16]) throws -> Set<StatusRule.Flag> {
        var flags: Set<StatusRule.Flag> = []
        for rule in profile.status {
            for name in rule.conditions.flatMap(\.channels) { _ = try channel(name) }
            let hold = rule.conditions.map { condition in
                condition.holds { name in
                    profile.channel(name).flatMap { $0.raw(in: $0.addresses.map { registers[$0] ?? 0 }) }
                }
            }
            if rule.flag.needsAll ? !hold.contains(false) : hold.contains(true) { flags.insert(rule.flag) }
        }
        return flags
    }
}

/// The folder config/devices.
enum ShippedProfiles {
    // <root>/Tests/DeviceProfilesTests/WireFacts.swift
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("config/devices")

    /// Of the profiles, without the ending of their files.
    static let names: [String] = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
        .filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()

    static func path(of name: String) -> String { folder.appendingPathComponent(name + ".yaml").path }

    static func profile(_ name: String) throws -> DeviceProfile { try ProfileFile.load(path: path(of: name)) }
}
