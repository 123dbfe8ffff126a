import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import OperatorAPI

/// Calls to the daemon over its UNIX socket.
struct DaemonClient: Sendable {
    let socketPath: String
    private let http: HTTPClient

    /// How long the daemon may take to answer.
    static let answerTimeout = TimeAmount.seconds(10)
    private static let largestAnswer = 4 << 20

    /// Runs `body` with a client, whose connections are closed afterwards.
    static func with<Result: Sendable>(
        socketPath: String, _ body: (DaemonClient) async throws -> Result
    ) async throws -> Result {
        guard socketPath.utf8.count <= SocketLocation.longestPath else {
            throw CommandFailure(
                message: "the socket's path is longer than \(SocketLocation.longestPath) bytes: \(socketPath)",
                exit: .unreachable)
        }
        var configuration = HTTPClient.Configuration()
        configuration.connectionPool.retryConnectionEstablishment = false
        let http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        do {
            let result = try await body(DaemonClient(socketPath: socketPath, http: http))
            try? await http.shutdown()
            return result
        } catch {
            try? await http.shutdown()
            throw error
        }
    }

    // MARK: Calls

    /// The answer's JSON as the daemon sent it.
    /// - Throws: `Problem`: the daemon's own, or one of ``Problem/unreachableStatus``.
    func bytes(_ route: APIRoute) async throws(Problem) -> [UInt8] {
        let answer = try await exchange(route, body: nil)
        guard answer.status == 200 else { throw answer.problem }
        return answer.body
    }

    func get<Value: Decodable>(_ type: Value.Type, _ route: APIRoute) async throws(Problem) -> Value {
        try WireFormat.decode(type, from: try await bytes(route))
    }

    /// Asks something of the core: the reply says whether it was accepted.
    func request(_ route: APIRoute, body: [UInt8]? = nil) async throws(Problem) -> RequestReply {
        let answer = try await exchange(route, body: body)
        guard answer.status == 200 || answer.status == 409,
            let reply = try? WireFormat.decode(RequestReply.self, from: answer.body)
        else { throw answer.problem }
        return reply
    }

    func start(_ session: SessionRequest) async throws(Problem) -> SessionStarted {
        let answer = try await exchange(.startSession, body: try WireFormat.encode(session))
        guard answer.status == 201 else { throw answer.problem }
        return try WireFormat.decode(SessionStarted.self, from: answer.body)
    }

    /// Says that the operator of the session is there.
    func tellPresence(of sessionID: String) async throws(Problem) {
        let answer = try await exchange(.presence, body: try WireFormat.encode(PresenceRequest(sessionID: sessionID)))
        guard answer.status == 200 else { throw answer.problem }
    }

    /// The chunks of the event stream; the stream's end ends them.
    func eventChunks() async throws -> HTTPClientResponse.Body { try await chunks(of: .events) }

    /// The chunks of an answer that comes bit by bit.
    func chunks(of route: APIRoute, body: [UInt8]? = nil) async throws -> HTTPClientResponse.Body {
        let response = try await http.execute(try httpRequest(route, body: body), deadline: .distantFuture)
        guard response.status.code == 200 else {
            let body = try await response.body.collect(upTo: Self.largestAnswer)
            throw Answer(status: Int(response.status.code), body: Array(body.readableBytesView)).problem
        }
        return response.body
    }

    // MARK: Requests and answers

    private func exchange(_ route: APIRoute, body: [UInt8]?) async throws(Problem) -> Answer {
        let request = try httpRequest(route, body: body)
        do {
            let response = try await http.execute(request, timeout: Self.answerTimeout)
            let body = try await response.body.collect(upTo: Self.largestAnswer)
            return Answer(status: Int(response.status.code), body: Array(body.readableBytesView))
        } catch {
            throw .unreachable(socketPath: socketPath, error)
        }
    }

    private func httpRequest(_ route: APIRoute, body: [UInt8]?) throws(Problem) -> HTTPClientRequest {
        guard let escaped = socketPath.addingPercentEncoding(withAllowedCharacters: .alphanumerics) else {
            throw Problem(
                status: Problem.unreachableStatus, title: "The socket's path cannot be used", detail: socketPath,
                remedy: "Name the daemon's socket with --socket.")
        }
        var request = HTTPClientRequest(url: "http+unix://\(escaped)\(route.path)")
        request.method = .init(rawValue: route.method.rawValue)
        if let body {
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(body)
        }
        return request
    }
}

/// What came back from the daemon.
private struct Answer {
    var status: Int
    var body: [UInt8]

    /// Why this is not the answer that was hoped for.
    var problem: Problem {
        if let problem = try? WireFormat.decode(Problem.self, from: body) { return problem }
        return Problem(
            status: status, title: "The daemon answered with status \(status)",
            detail: String(decoding: body.prefix(2000), as: UTF8.self),
            remedy: "See the daemon's journal; the versions of daemon and command line may differ.")
    }
}
