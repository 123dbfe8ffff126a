"""Reads a flight log with pyulog, PX4's own reader, and prints what it found as JSON.

Usage: read_with_pyulog.py LOG
"""

import json
import sys
import zlib

from pyulog import ULog


def sound_seals(log: ULog) -> int:
    """The seals whose checksum is that of the bytes that they cover."""
    with open(sys.argv[1], "rb") as file:
        content = file.read()
    rows = [topic.data for topic in log.data_list if topic.name == "file_seal"]
    if not rows:
        return 0
    stretches = zip(rows[0]["from_byte"], rows[0]["to_byte"], rows[0]["crc32"])
    return int(sum(zlib.crc32(content[begin:end]) == checksum for begin, end, checksum in stretches))


def main() -> None:
    log = ULog(sys.argv[1])
    topics = {}
    for topic in log.data_list:
        topics[topic.name] = {
            "rows": len(topic.data["timestamp"]),
            "fields": [field.field_name for field in topic.field_data],
            "first": {name: values[0].item() for name, values in topic.data.items() if values[0] == values[0]},
            "last_timestamp": topic.data["timestamp"][-1].item(),
        }
    print(json.dumps({
        "start_us": log.start_timestamp,
        "information": log.msg_info_dict,
        "texts": {key: ["".join(parts) for parts in values] for key, values in log.msg_info_multiple_dict.items()},
        "topics": topics,
        "events": [{"level": entry.log_level_str(), "text": entry.message} for entry in log.logged_messages],
        "dropouts_ms": [dropout.duration for dropout in log.dropouts],
        "sound_seals": sound_seals(log),
        "is_corrupt": log.file_corruption,
    }))


if __name__ == "__main__":
    main()
