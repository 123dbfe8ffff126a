import DeviceProfiles

/// The newest bits and registers of a device, as far as they were read.
struct RegisterImage {
    private var blocks: [(block: ReadBlock, words: [UInt16])] = []

    mutating func store(_ words: [UInt16], of block: ReadBlock) {
        guard words.count == block.addresses.count else { return }
        if let index = blocks.firstIndex(where: { $0.block == block }) {
            blocks[index].words = words
        } else {
            blocks.append((block, words))
        }
    }

    /// The words of a channel; `nil` while it has not been read.
    func words(of channel: Channel) -> ArraySlice<UInt16>? {
        for (block, words) in blocks where block.holds(channel) {
            let first = channel.addresses.lowerBound - block.addresses.lowerBound
            return words[first..<first + channel.width]
        }
        return nil
    }

    func reading(of channel: Channel) -> ChannelReading? { words(of: channel).map { channel.reading(of: $0) } }

    /// The number of a channel as it lies on the wire; `nil` while it has not been read.
    func raw(of channel: Channel) -> Double? { words(of: channel).flatMap { channel.raw(in: $0) } }
}
