"""A belt inverter that nobody makes, served by pymodbus, a Modbus server that is not ours.

usage: invented_inverter.py rtu | tcp
Prints "port PATH" or "port NUMBER" once it listens, and serves until its input ends.

Holding registers: 100 watchdog in 10 ms (0 is off), 101 command (0 off, 1 prepare, 2 go), 102 and 103 speed in mm/s, low
word first, 104 acknowledge (7). Input registers: 200 state (0 off, 1 prepared, 2 going, 3 tripped), 201 and 202 speed in
0.1 mm/s, signed, low word first.

It goes only if it was prepared by a request before. Only writes to register 101 count as talking to it. A trip ramps to
standstill and stays until 7 is written to 104 while the command is 0.
"""
import asyncio
import os
import sys
import threading
import time
import tty

from pymodbus import FramerType
from pymodbus.constants import ExcCodes
from pymodbus.server import ModbusSerialServer, ModbusTcpServer
from pymodbus.simulator import DataType, SimData, SimDevice

WATCHDOG, COMMAND, SPEED_LOW, SPEED_HIGH, ACKNOWLEDGE = range(100, 105)
STATE, OUTPUT_LOW, OUTPUT_HIGH = range(200, 203)
OFF, PREPARED, GOING, TRIPPED = range(4)
RAMP = 2000.0  # mm/s each second


class Inverter:
    def __init__(self):
        self.holding = {address: 0 for address in range(100, 105)}
        self.state = OFF
        self.speed = 0.0
        self.now = time.monotonic()
        self.heard = self.now

    def pass_time(self):
        now = time.monotonic()
        limit = self.holding[WATCHDOG] * 0.01
        if self.state in (PREPARED, GOING) and limit > 0 and now - self.heard > limit:
            self.state = TRIPPED
        wanted = float(self.holding[SPEED_HIGH] << 16 | self.holding[SPEED_LOW]) if self.state == GOING else 0.0
        step = RAMP * (now - self.now)
        self.speed += max(-step, min(step, wanted - self.speed))
        self.now = now

    def write(self, address, values):
        """Returns whether it is taken."""
        for offset, value in enumerate(values):
            if address + offset == COMMAND and not self.command(value):
                return False
            if address + offset == ACKNOWLEDGE and value == 7 and self.holding[COMMAND] == 0 and self.state == TRIPPED:
                self.state = OFF
            self.holding[address + offset] = value
        return True

    def command(self, value):
        self.heard = self.now
        if self.state == TRIPPED:
            return value == 0
        if value == 0:
            self.state = OFF
        elif value == 1 and self.state in (OFF, PREPARED):
            self.state = PREPARED
        elif not (value == 2 and self.state in (PREPARED, GOING)):
            return False
        else:
            self.state = GOING
        return True

    def inputs(self):
        counts = round(self.speed * 10) & 0xFFFFFFFF
        return [self.state, counts & 0xFFFF, counts >> 16]

    async def access(self, function, start, address, count, registers, values):
        """What pymodbus asks before it reads or writes registers."""
        self.pass_time()
        if values is not None and not self.write(address, values):
            return ExcCodes.DEVICE_FAILURE
        shown = self.inputs() if function == 4 else [self.holding[a] for a in range(100, 105)]
        registers[: len(shown)] = shown
        return None


def device(inverter):
    unused = [SimData(0, values=False, datatype=DataType.BITS)]
    return SimDevice(
        1,
        simdata=(
            unused,
            [SimData(0, values=False, datatype=DataType.BITS)],
            [SimData(100, values=0, count=5, datatype=DataType.REGISTERS)],
            [SimData(200, values=0, count=3, datatype=DataType.REGISTERS)],
        ),
        action=inverter.access,
    )


def carry(source, sink):
    """Bytes from one terminal's end to the other's."""
    while data := os.read(source, 256):
        os.write(sink, data)


def line():
    """Two terminals back to back: names for the server and for whoever talks to it."""
    near, near_name = os.openpty()
    far, far_name = os.openpty()
    for terminal in (near_name, far_name):
        tty.setraw(terminal)
    for source, sink in ((near, far), (far, near)):
        threading.Thread(target=carry, args=(source, sink), daemon=True).start()
    return os.ttyname(near_name), os.ttyname(far_name)


def end_with_input():
    sys.stdin.buffer.read()
    os._exit(0)


async def main(kind):
    inverter = Inverter()
    if kind == "rtu":
        near, far = line()
        server = ModbusSerialServer(device(inverter), framer=FramerType.RTU, port=near, baudrate=115200)
    else:
        server = ModbusTcpServer(device(inverter), address=("127.0.0.1", 0))
    await server.serve_forever(background=True)
    name = far if kind == "rtu" else server.transport.sockets[0].getsockname()[1]
    print(f"port {name}", flush=True)
    while True:
        inverter.pass_time()
        await asyncio.sleep(0.01)


threading.Thread(target=end_with_input, daemon=True).start()
asyncio.run(main(sys.argv[1]))
