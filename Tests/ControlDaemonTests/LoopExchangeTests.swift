import Testing
import TreadmillControl

@testable import ControlDaemon

@Suite("Between API and loop")
struct LoopExchangeTests {
    @Test("whoever fills the line keeps nobody from stopping the belt, and a stop goes first")
    func stopGoesFirst() {
        let exchange = LoopExchange()
        var id: UInt32 = 0
        func enqueue(_ action: OperatorAction) -> Bool {
            id += 1
            return exchange.enqueue(OperatorRequest(id: id, action: action))
        }
        for _ in 0..<LoopExchange.mostRequests { #expect(enqueue(.adjustSpeed(by: .metersPerSecond(0.1)))) }
        for action in [OperatorAction.resume, .acknowledge, .lowerSupport, .adjustBodyWeight(byPoints: 1)] {
            #expect(!enqueue(action))
        }
        #expect(enqueue(.pause))
        #expect(enqueue(.stop))
        #expect(exchange.takeRequest()?.action == .stop)
        var rest: [OperatorRequest] = []
        while let request = exchange.takeRequest() { rest.append(request) }
        #expect(rest.count == LoopExchange.mostRequests + 1)
        #expect(rest.map(\.id) == rest.map(\.id).sorted())
        #expect(rest.last?.action == .pause)
    }

    @Test("even a flood of pauses is bounded")
    func bounded() {
        let exchange = LoopExchange()
        var taken = 0
        while taken < 1000, exchange.enqueue(OperatorRequest(id: 1, action: .pause)) { taken += 1 }
        #expect(taken == LoopExchange.mostRequests + LoopExchange.reservedForStops)
    }

    @Test("a request that was taken back is never carried out")
    func withdrawnRequest() {
        let exchange = LoopExchange()
        #expect(exchange.enqueue(OperatorRequest(id: 1, action: .resume)))
        #expect(exchange.enqueue(OperatorRequest(id: 2, action: .pause)))
        #expect(exchange.withdraw(request: 1))
        #expect(!exchange.withdraw(request: 1))
        #expect(exchange.takeRequest()?.id == 2)
        #expect(!exchange.withdraw(request: 2))
    }

    @Test("an order is taken back only while it is the one that waits")
    func withdrawnOrder() {
        let exchange = LoopExchange()
        let controller = Controller(limits: ControlLimits(), setup: .walk)
        exchange.place(SessionOrder(number: 7, controller: controller))
        #expect(!exchange.withdraw(session: 6))
        #expect(exchange.withdraw(session: 7))
        #expect(exchange.takeOrder() == nil)
        exchange.place(SessionOrder(number: 8, controller: controller))
        #expect(exchange.takeOrder()?.number == 8)
        #expect(!exchange.withdraw(session: 8))
    }

    @Test("a tick of a loop that has stopped is not passed off as the present")
    func liveness() {
        let exchange = LoopExchange()
        #expect(exchange.liveTick(at: .seconds(100)) == nil)
        var ticks = HandmadeTicks(session: 1)
        let record = ticks.next()
        exchange.publish(record)
        #expect(exchange.liveTick(at: record.now + .milliseconds(499))?.tick == 0)
        #expect(exchange.liveTick(at: record.now + .milliseconds(500)) == nil)
        #expect(exchange.newestTick?.tick == 0)
    }
}
