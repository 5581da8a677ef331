/* The rival of `mapping-windows`: maps a section, compares it in pieces with the last snapshot, copies what differs.
 * Arguments: name, rounds. Prints the median in MB/s. */
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK (256 << 10)

static double now(void) {
    LARGE_INTEGER t, f;
    QueryPerformanceCounter(&t);
    QueryPerformanceFrequency(&f);
    return (double)t.QuadPart / f.QuadPart;
}

static int by_value(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void look(const char *memory, char *snapshot, size_t size) {
    for (size_t at = 0; at < size; at += CHUNK) {
        if (memcmp(snapshot + at, memory + at, CHUNK) != 0) {
            memcpy(snapshot + at, memory + at, CHUNK);
        }
    }
}

int main(int argc, char **argv) {
    if (argc != 3) {
        return 2;
    }
    int rounds = atoi(argv[2]);
    HANDLE section = OpenFileMappingA(FILE_MAP_READ, FALSE, argv[1]);
    const char *memory = section ? MapViewOfFile(section, FILE_MAP_READ, 0, 0, 0) : NULL;
    MEMORY_BASIC_INFORMATION information;
    if (!memory || !VirtualQuery(memory, &information, sizeof information)) {
        fprintf(stderr, "%s: error %lu\n", argv[1], GetLastError());
        return 1;
    }
    size_t size = information.RegionSize / CHUNK * CHUNK;
    char *snapshot = calloc(1, size);
    double *rates = malloc(rounds * sizeof *rates);
    for (int warm = 0; warm < 3; warm++) {
        look(memory, snapshot, size);
    }
    for (int round = 0; round < rounds; round++) {
        double start = now();
        look(memory, snapshot, size);
        rates[round] = size / 1e6 / (now() - start);
    }
    qsort(rates, rounds, sizeof *rates, by_value);
    printf("%.0f\n", rates[rounds / 2]);
    return 0;
}
