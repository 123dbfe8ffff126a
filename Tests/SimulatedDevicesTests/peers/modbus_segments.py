"""Talks Modbus TCP to the simulated belt by raw bytes: requests cut and joined in ways that no library does.

usage: modbus_segments.py HOST PORT
"""
import socket
import sys
import time


def expect(condition, what):
    if not condition:
        sys.exit("not as expected: " + what)


def connect():
    return socket.create_connection((sys.argv[1], int(sys.argv[2])), timeout=5)


def receive(line, count):
    data = b""
    while len(data) < count:
        part = line.recv(count - len(data))
        expect(part, f"connection closed after {data.hex()}")
        data += part
    return data


def request(transaction, unit=1):
    return transaction.to_bytes(2, "big") + bytes([0, 0, 0, 6, unit, 3, 0, 8, 0, 1])


def main():
    first, second = connect(), connect()

    # Five requests in one segment: five answers, in order, each with its own transaction.
    first.sendall(b"".join(request(n) for n in range(100, 105)))
    for n in range(100, 105):
        answer = receive(first, 11)
        expect(answer[:9] == n.to_bytes(2, "big") + bytes([0, 0, 0, 5, 1, 3, 2]), answer.hex())

    # One request byte by byte, while another client is served.
    first.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for byte in request(200):
        first.sendall(bytes([byte]))
        time.sleep(0.002)
        second.sendall(request(201))
        expect(receive(second, 11)[:2] == (201).to_bytes(2, "big"), "second client")
    expect(receive(first, 11)[:2] == (200).to_bytes(2, "big"), "request in pieces")

    # A unit that is not there.
    first.sendall(request(300, unit=9))
    expect(receive(first, 9) == (300).to_bytes(2, "big") + bytes([0, 0, 0, 3, 9, 0x83, 0x0B]), "wrong unit")

    # No Modbus at all: the connection is closed, the other one lives.
    first.sendall(b"GET / HTTP/1.1\r\n\r\n")
    expect(first.recv(100) == b"", "foreign protocol is closed")
    second.sendall(request(400))
    expect(receive(second, 11)[:2] == (400).to_bytes(2, "big"), "other client lives")
    print("ok")


main()
