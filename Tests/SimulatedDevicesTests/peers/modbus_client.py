"""Reads and writes the simulated reference rig with pymodbus, a Modbus master that is not ours.

usage: modbus_client.py rtu PATH BAUD | tcp HOST PORT
Exit code 0 and "ok" when every answer is as the register maps say.
"""
import sys
import time

from pymodbus.client import ModbusSerialClient, ModbusTcpClient


def expect(condition, what):
    if not condition:
        sys.exit("not as expected: " + what)


def check_drive(client, unit):
    """The registers that belt drive and hoist have in common."""
    answer = client.read_holding_registers(16, count=6, device_id=unit)
    expect(not answer.isError() and len(answer.registers) == 6, f"status block: {answer}")
    expect(answer.registers[0] & 1 == 1, f"ready bit: {answer.registers}")

    answer = client.write_register(8, 1500, device_id=unit)
    expect(not answer.isError(), f"FC6: {answer}")
    answer = client.write_registers(0, [0, 0, 77], device_id=unit)
    expect(not answer.isError(), f"FC16: {answer}")
    answer = client.mask_write_register(address=8, and_mask=0xFF00, or_mask=0x00E8, device_id=unit)
    expect(not answer.isError(), f"FC22: {answer}")
    answer = client.read_holding_registers(0, count=9, device_id=unit)
    # 1500 is 0x05DC; its low byte becomes 0xE8.
    expect(answer.registers[:3] == [0, 0, 77] and answer.registers[8] == 0x05E8, f"read back: {answer}")
    answer = client.readwrite_registers(
        read_address=16, read_count=6, write_address=8, values=[0], device_id=unit)
    expect(not answer.isError() and len(answer.registers) == 6, f"FC23: {answer}")

    for refused, code in [
        (client.read_holding_registers(500, count=1, device_id=unit), 2),
        (client.write_registers(1, [0x8000], device_id=unit), 3),
        (client.read_coils(0, count=1, device_id=unit), 1),
    ]:
        expect(refused.isError() and refused.exception_code == code, f"exception {code}: {refused}")


def check_load_cell(client, unit):
    answer = client.read_input_registers(0, count=4, device_id=unit)
    expect(not answer.isError(), f"FC4: {answer}")
    force = client.convert_from_registers(answer.registers[:2], client.DATATYPE.FLOAT32)
    expect(-30 < force < 30, f"no load: {force}")
    expect(answer.registers[2] == 1, f"cell ready: {answer.registers}")


def check_move(client, unit):
    """The rope moves up while it is told to."""
    before = client.read_holding_registers(17, count=2, device_id=unit).registers
    for _ in range(10):
        client.write_registers(0, [1, 1000, 0], device_id=unit)
        time.sleep(0.02)
    client.write_registers(0, [0, 0, 0], device_id=unit)
    after = client.read_holding_registers(17, count=2, device_id=unit).registers
    expect(after[0] * 65536 + after[1] > before[0] * 65536 + before[1], f"rope rises: {before} {after}")


def check_pace(client, unit, baud):
    """No exchange is faster than its bytes take on the wire."""
    exchanges = 20
    begin = time.monotonic()
    for _ in range(exchanges):
        client.read_holding_registers(16, count=6, device_id=unit)
    took = time.monotonic() - begin
    # 8 bytes there, 17 bytes back, 10 bits each, and the gap between.
    gap = 0.00175 if baud > 19200 else 35 / baud
    least = exchanges * ((8 + 17) * 10 / baud + gap)
    expect(took >= least, f"{exchanges} exchanges took {took:.4f} s, the wire takes {least:.4f} s")


def main():
    kind, place, number = sys.argv[1], sys.argv[2], int(sys.argv[3])
    if kind == "rtu":
        client = ModbusSerialClient(place, baudrate=number, timeout=2, retries=0)
    else:
        client = ModbusTcpClient(place, port=number, timeout=2, retries=0)
    expect(client.connect(), f"connection to {place}")
    check_drive(client, 1)
    if kind == "rtu":
        check_load_cell(client, 2)
        check_move(client, 1)
        check_pace(client, 1, number)
    else:
        unknown = client.read_holding_registers(0, count=1, device_id=77)
        expect(unknown.isError() and unknown.exception_code == 0x0B, f"unknown unit: {unknown}")
    client.close()
    print("ok")


main()
