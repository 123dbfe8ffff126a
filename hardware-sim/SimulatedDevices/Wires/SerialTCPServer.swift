import NIOCore
import RigConfiguration
import TreadmillControl

/// A treadmill's serial line behind a serial server: raw bytes over TCP, one client at a time, at the line's baud.
final class SerialTCPServer: ServedLine {
    let endpoint: RigEndpoint
    private let listener: TCPListener

    /// `endpoint` is told the port in use, also where any free one (0) was asked for.
    init(
        host: String, port: UInt16, settings: SerialSettings, group: any EventLoopGroup,
        endpoint: (UInt16) -> RigEndpoint, answerer: @escaping SerialWire.Answerer
    ) throws(SimulatorError) {
        let wire = WireTime(settings)
        listener = try TCPListener(host: host, port: port, mostConnections: 1, group: group) {
            try $0.pipeline.syncOperations.addHandler(SerialLineHandler(wire: wire, answerer: answerer))
        }
        self.endpoint = endpoint(listener.port)
    }

    func setConnected(_ connected: Bool) { listener.setConnected(connected) }

    func stop() { listener.setConnected(false) }
}

/// One connection. Bytes from the network queue at the serial server and reach the treadmill one character time after
/// the other; an answer reaches the client when its last byte would have come over the line.
private final class SerialLineHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// What a serial server holds for a slow line; more is lost.
    private static let queueCapacity = 512

    private let wire: WireTime
    private let answerer: SerialWire.Answerer
    private var port = TreadmillPort()
    private var queue: [UInt8] = []
    /// When the last byte that is underway reaches the treadmill.
    private var lineFreeAt = MonotonicInstant.zero
    private var isDelivering = false
    private var isClosed = false

    init(wire: WireTime, answerer: @escaping SerialWire.Answerer) {
        self.wire = wire
        self.answerer = answerer
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data).readableBytesView
        queue.append(contentsOf: bytes.prefix(Self.queueCapacity - queue.count))
        if !isDelivering {
            lineFreeAt = max(lineFreeAt, MonotonicClock.now)
            deliverNext(context)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        isClosed = true
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func deliverNext(_ context: ChannelHandlerContext) {
        isDelivering = !queue.isEmpty
        guard isDelivering else { return }
        lineFreeAt = lineFreeAt + wire.character
        schedule(at: lineFreeAt, context) { [self] in
            let byte = queue.removeFirst()
            send(port.receive(byte, answer: answerer), context)
            deliverNext(context)
        }
    }

    private func send(_ bytes: [UInt8], _ context: ChannelHandlerContext) {
        guard !bytes.isEmpty else { return }
        let end = max(lineFreeAt, MonotonicClock.now) + wire.characters(bytes.count)
        schedule(at: end, context) { [self] in
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
            send(port.sent(answer: answerer), context)
        }
    }

    private func schedule(
        at instant: MonotonicInstant, _ context: ChannelHandlerContext, _ work: @escaping () -> Void
    ) {
        let delay = TimeAmount.nanoseconds(max((instant - MonotonicClock.now).nanoseconds, 0))
        context.eventLoop.assumeIsolated().scheduleTask(in: delay) { [self] in
            if !isClosed { work() }
        }
    }
}
