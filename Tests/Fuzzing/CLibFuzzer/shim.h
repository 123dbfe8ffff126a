// The entry of libFuzzer that is meant for programs with a main of their own; no header of the toolchain declares it.
#pragma once
#include <stddef.h>
#include <stdint.h>
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*callback)(const uint8_t *data, size_t size));
