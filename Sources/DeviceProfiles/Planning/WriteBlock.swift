/// Channels that are written in one transaction: neighbours, in the order of their addresses.
public struct WriteBlock: Equatable, Sendable {
    public var table: ModbusTable
    public var address: UInt16
    public var writes: [ChannelWrite]
    /// Bits or registers.
    public var width: Int
    /// The function code: of one, or of several at once.
    public var function: ModbusFunction
}

extension DeviceProfile {
    /// The transactions of one step of a command. Neighbours go in one, where the device takes that: then they take
    /// effect together. What does not, goes in the order of the file.
    func writeBlocks(_ writes: [ChannelWrite]) -> [WriteBlock] {
        let known = writes.compactMap { write in channel(write.channel).map { (channel: $0, write: write) } }
        let sorted = known.sorted { $0.channel.address < $1.channel.address }
        let together = blocks(of: sorted)
        return together.count == 1 ? together : blocks(of: known)
    }

    private func blocks(of writes: [(channel: Channel, write: ChannelWrite)]) -> [WriteBlock] {
        var blocks: [WriteBlock] = []
        for (channel, write) in writes {
            if let last = blocks.indices.last, mayFollow(blocks[last], channel) {
                blocks[last].writes.append(write)
                blocks[last].width += channel.width
                blocks[last].function = channel.table.severalFunction
            } else {
                blocks.append(
                    WriteBlock(
                        table: channel.table, address: channel.address, writes: [write], width: channel.width,
                        function: channel.writeFunction(traits.functions)))
            }
        }
        return blocks
    }

    private func mayFollow(_ block: WriteBlock, _ channel: Channel) -> Bool {
        block.table == channel.table && Int(block.address) + block.width == Int(channel.address)
            && traits.functions.contains(channel.table.severalFunction)
            && (channel.table.holdsBits || block.width + channel.width <= traits.mostWriteRegisters)
    }
}

extension ModbusTable {
    /// The function code that writes several at once.
    fileprivate var severalFunction: ModbusFunction { holdsBits ? .writeMultipleCoils : .writeMultipleRegisters }
}

extension Channel {
    /// The function code by which it is written alone, of those that its device knows.
    public func writeFunction(_ known: Set<ModbusFunction>) -> ModbusFunction {
        table.writeFunctions(for: width).first(where: known.contains) ?? table.severalFunction
    }
}
