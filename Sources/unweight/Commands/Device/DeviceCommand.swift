import ArgumentParser

struct DeviceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "device", abstract: "Get devices running on the bench, one or all of a rig.",
        discussion: """
            A profile says what a device on a Modbus line is, a rig which devices a machine has and where; \
            docs/device-profiles.md says how to write them. These commands speak to the devices themselves, past the daemon and its safety: nobody may be on the machine.
            """,
        subcommands: [
            DeviceListCommand.self, DeviceLintCommand.self, DevicePlanCommand.self, DeviceProbeCommand.self,
            DeviceMonitorCommand.self, DeviceWriteCommand.self,
        ])
}
