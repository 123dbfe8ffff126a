// Lets Swift import libmodbus (Debian: libmodbus-dev), which ships no module map.
// libmodbus is the Modbus client of every inverter, hoist and load cell on a bus.
#pragma once
#include <modbus/modbus.h>
