import NIOCore

/// Modbus TCP on a port, for any number of clients up to a sober bound.
final class ModbusTCPServer: ServedLine {
    /// Gives the answer of a unit to a protocol data unit, or `nil` for none.
    typealias Answerer = @Sendable (_ unit: UInt8, _ pdu: [UInt8]) -> [UInt8]?

    let endpoint: RigEndpoint
    private let listener: TCPListener

    private static let mostClients = 32

    /// `endpoint` is told the port in use, also where any free one (0) was asked for.
    init(
        host: String, port: UInt16, group: any EventLoopGroup, endpoint: (UInt16) -> RigEndpoint,
        answerer: @escaping Answerer
    ) throws(SimulatorError) {
        listener = try TCPListener(host: host, port: port, mostConnections: Self.mostClients, group: group) {
            try $0.pipeline.syncOperations.addHandler(ModbusTCPHandler(answerer))
        }
        self.endpoint = endpoint(listener.port)
    }

    func setConnected(_ connected: Bool) { listener.setConnected(connected) }

    func stop() { listener.setConnected(false) }
}

/// One connection: requests in, answers out, in order. A stream that is no Modbus is closed.
private final class ModbusTCPHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let answerer: ModbusTCPServer.Answerer
    private var decoder = MBAPDecoder()

    init(_ answerer: @escaping ModbusTCPServer.Answerer) { self.answerer = answerer }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        decoder.append(unwrapInboundIn(data).readableBytesView)
        do {
            while let request = try decoder.next() { answer(request, context) }
        } catch {
            context.close(promise: nil)
        }
    }

    private func answer(_ request: MBAPFrame, _ context: ChannelHandlerContext) {
        guard let pdu = answerer(request.unit, request.pdu) else { return }
        let answer = MBAPFrame(transaction: request.transaction, unit: request.unit, pdu: pdu)
        context.write(wrapOutboundOut(ByteBuffer(bytes: answer.bytes)), promise: nil)
    }

    func channelReadComplete(context: ChannelHandlerContext) { context.flush() }

    /// A client that asks without reading its answers is not read from either.
    func channelWritabilityChanged(context: ChannelHandlerContext) {
        context.channel.setOption(.autoRead, value: context.channel.isWritable).whenFailure { _ in }
        context.fireChannelWritabilityChanged()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
