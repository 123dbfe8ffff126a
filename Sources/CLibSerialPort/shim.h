// Lets Swift import libserialport (Debian: libserialport-dev), which ships no module map.
// libserialport opens the serial ports of treadmills that speak a byte protocol.
#pragma once
#include <libserialport.h>
