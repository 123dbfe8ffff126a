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

    /// Whether `condition` on `channel` holds; false while it has not been read.
    func holds(_ condition: Condition, on channel: Channel?) -> Bool {
        guard let channel, let words = words(of: channel), let raw = channel.raw(in: words) else { return false }
        return condition.holds(for: raw)
    }
}
