/* Reads the same registers again and again with libmodbus and nothing else.

   usage: bare_libmodbus HOST PORT UNIT ADDRESS COUNT TIMES
   Prints the median, the 99th percentile and the mean of one transaction, in nanoseconds. */
#include <errno.h>
#include <modbus.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static int shorter(const void *a, const void *b) {
    const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

int main(int argc, char **argv) {
    if (argc != 7) return 64;
    const int unit = atoi(argv[3]), address = atoi(argv[4]), count = atoi(argv[5]), times = atoi(argv[6]);
    modbus_t *line = modbus_new_tcp_pi(argv[1], argv[2]);
    int64_t *took = calloc(times, sizeof *took), sum = 0;
    uint16_t registers[125];
    if (!line || !took || count > 125 || modbus_connect(line) || modbus_set_slave(line, unit)) {
        fprintf(stderr, "bare_libmodbus: %s\n", modbus_strerror(errno));
        return 1;
    }
    for (int i = 0; i < times; i++) {
        const int64_t begin = now();
        if (modbus_read_registers(line, address, count, registers) != count) {
            fprintf(stderr, "bare_libmodbus: %s\n", modbus_strerror(errno));
            return 1;
        }
        took[i] = now() - begin;
        sum += took[i];
    }
    qsort(took, times, sizeof *took, shorter);
    printf("%lld %lld %lld\n", (long long)took[times / 2], (long long)took[times - 1 - times / 100],
           (long long)(sum / times));
    modbus_close(line);
    modbus_free(line);
    return 0;
}
