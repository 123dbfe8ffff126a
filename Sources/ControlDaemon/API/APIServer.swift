import Foundation
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import OperatorAPI
import ServiceLifecycle
import TreadmillControl

/// HTTP+JSON and a server-sent event stream on a UNIX socket.
struct APIServer: Service {
    /// Between two status events.
    static let statusInterval = Duration.milliseconds(200)
    /// How long clients have to finish at a shutdown. After that their connections are cut: one that sends half a
    /// request, or never reads, must not keep the daemon from its end.
    static let farewell = Duration.seconds(2)

    /// Clients at once; more wait for a place. Descriptors must be left for the buses.
    static let mostConnections = 128

    let socketPath: String
    let status: StatusDesk
    let desk: SessionDesk
    let doctor: Doctor
    let listeners: EventListeners
    let logger: Logger
    /// Called once the socket accepts connections.
    let onReady: @Sendable () async -> Void

    func run() async throws {
        let router = Router(context: APIContext.self)
        router.add(middleware: ProblemMiddleware(logger: logger))
        addRoutes(to: router)
        let application = Application(
            responder: router.buildResponder(),
            configuration: ApplicationConfiguration(
                address: .unixDomainSocket(path: socketPath),
                availableConnectionsDelegate: MaximumAvailableConnections(
                    Self.mostConnections, logger: Self.quiet(logger))),
            onServerRunning: { _ in await onReady() },
            logger: Self.quiet(logger))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await application.run() }
            group.addTask { try await publishStatus() }
            group.addTask {
                try await gracefulShutdown()
                try await Task.sleep(for: Self.farewell)
            }
            // The server ends on a graceful shutdown, or by cancellation; the publisher only by cancellation.
            try await group.next()
            group.cancelAll()
        }
    }

    /// The server's own chatter is not the journal's business.
    private static func quiet(_ logger: Logger) -> Logger {
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .warning)
        return quiet
    }

    private func publishStatus() async throws {
        while !Task.isCancelled {
            if !listeners.isEmpty, let report = try? await status.status() { listeners.send(.status(report)) }
            do { try await Task.sleep(for: Self.statusInterval) } catch { return }
        }
    }

    private func addRoutes(to router: Router<APIContext>) {
        for route in APIRoute.allCases {
            let method: HTTPRequest.Method =
                switch route.method {
                case .get: .get
                case .post: .post
                }
            router.on(RouterPath(route.path), method: method) { request, _ in try await answer(route, request) }
        }
    }

    private func answer(_ route: APIRoute, _ request: Request) async throws -> Response {
        switch route {
        case .status:
            return try json(await status.status())
        case .plan:
            return try json(await status.plan())
        case .events:
            return try await events()
        case .startSession:
            let order = try await body(SessionRequest.self, request, route)
            return try json(await desk.start(order), status: .created)
        case .adjust:
            return try await pass(body(AdjustmentRequest.self, request, route).action())
        case .pause: return try await pass(.pause)
        case .resume: return try await pass(.resume)
        case .stop: return try await stop()
        case .lower: return try await pass(.lowerSupport)
        case .acknowledge: return try await pass(.acknowledge)
        case .proof: return try json(doctor.lastProof())
        case .runDoctor:
            try await body(ProofRequest.self, request, route).confirm()
            return try await report(doctor.begin())
        case .presence:
            try await desk.noteOperator(of: body(PresenceRequest.self, request, route).sessionID)
            return try json(RequestReply(outcome: .accepted))
        }
    }

    private func pass(_ action: OperatorAction) async throws -> Response {
        let reply = try await desk.request(action)
        return try json(reply, status: HTTPResponse.Status(code: reply.status))
    }

    /// A stop is for whatever moves. While the doctor works, the core may have stopped already because of what the doctor
    /// did, and refuse; it is all the same accepted.
    private func stop() async throws -> Response {
        guard await doctor.stop(because: "an operator stopped it") else { return try await pass(.stop) }
        _ = try? await desk.request(.stop)
        return try json(RequestReply(outcome: .accepted))
    }

    private func body<Value: Decodable>(_ type: Value.Type, _ request: Request, _ route: APIRoute) async throws -> Value
    {
        let buffer: ByteBuffer
        do {
            buffer = try await request.body.collect(upTo: route.largestBody)
        } catch is NIOTooManyBytesError {
            throw Problem.bodyTooLarge(limit: route.largestBody)
        }
        return try WireFormat.decode(type, from: buffer.readableBytesView)
    }

    private func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
        Response.json(try WireFormat.encode(value), status: status)
    }

    private func events() async throws -> Response {
        let stream = try listeners.subscribe()
        let first = try await status.status()
        return Response(
            status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
            body: ResponseBody { writer in
                try await writer.write(ByteBuffer(bytes: StreamEvent.status(first).encoded()))
                for await event in stream { try await writer.write(ByteBuffer(bytes: event.encoded())) }
                try await writer.finish(nil)
            })
    }
}

extension APIServer {
    /// A run of the doctor as its answer. The run ends with the connection.
    private func report(_ run: Doctor.Run) -> Response {
        Response(
            status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
            body: ResponseBody { [doctor] writer in
                do {
                    for await bytes in run.bytes { try await writer.write(ByteBuffer(bytes: bytes)) }
                } catch {
                    await doctor.abandon(run)
                    throw error
                }
                // A task that is cancelled sees the end of the stream before the end of the run.
                if Task.isCancelled { await doctor.abandon(run) }
                try await writer.finish(nil)
            })
    }
}

/// Nothing beyond what the framework needs.
struct APIContext: RequestContext {
    var coreContext: CoreRequestContextStorage

    init(source: ApplicationRequestContextSource) { coreContext = CoreRequestContextStorage(source: source) }
}

/// Every failure leaves as a ``OperatorAPI/Problem``, whatever threw it.
struct ProblemMiddleware: RouterMiddleware {
    let logger: Logger

    func handle(
        _ request: Request, context: APIContext, next: (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let problem as Problem {
            return Self.response(problem)
        } catch is CancellationError {
            // The daemon ends and the connection is being cut: nobody is left to answer.
            throw CancellationError()
        } catch let error as HTTPError where error.status == .notFound {
            return Self.response(.noSuchRoute(method: request.method.rawValue, path: request.uri.path))
        } catch let error as any HTTPResponseError {
            return Self.response(
                Problem(
                    status: Int(error.status.code), title: "The request cannot be answered",
                    detail: error.status.reasonPhrase, remedy: "See docs/openapi.yaml."))
        } catch {
            logger.error("API: \(error)")
            return Self.response(
                Problem(
                    status: 500, title: "The daemon made a mistake", detail: "\(error)",
                    remedy: "Report this with the daemon's journal."))
        }
    }

    private static func response(_ problem: Problem) -> Response {
        let bytes = (try? WireFormat.encode(problem)) ?? Array("{}".utf8)
        return Response.json(bytes, status: HTTPResponse.Status(code: problem.status))
    }
}

extension Response {
    fileprivate static func json(_ bytes: [UInt8], status: HTTPResponse.Status) -> Response {
        Response(
            status: status, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}
