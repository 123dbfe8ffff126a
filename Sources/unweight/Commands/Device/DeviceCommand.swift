import ArgumentParser

struct DeviceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "device", abstract: "Get devices running on the bench, by their profiles.",
        discussion: """
            A profile says what a device on a Modbus line is; docs/device-profiles.md says how to write one. These \
            commands speak to the device themselves, past the daemon and its safety: nobody may be on the machine.
            """,
        subcommands: [
            DeviceListCommand.self, DeviceLintCommand.self, DevicePlanCommand.self, DeviceProbeCommand.self,
            DeviceMonitorCommand.self, DeviceWriteCommand.self,
        ])
}
