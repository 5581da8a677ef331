/* The rival of `mapping`: reads a file in pieces, compares each with the last snapshot, copies what differs.
 * Arguments: file, rounds. Prints the median in MB/s. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define CHUNK (256 << 10)

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

static int by_value(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void look(int file, char *snapshot, char *chunk, off_t size) {
    for (off_t at = 0; at < size; at += CHUNK) {
        ssize_t got = pread(file, chunk, CHUNK, at);
        if (got < 0) {
            perror("pread");
            exit(1);
        }
        if (memcmp(snapshot + at, chunk, got) != 0) {
            memcpy(snapshot + at, chunk, got);
        }
    }
}

int main(int argc, char **argv) {
    if (argc != 3) {
        return 2;
    }
    int file = open(argv[1], O_RDONLY), rounds = atoi(argv[2]);
    struct stat s;
    if (file < 0 || fstat(file, &s) != 0) {
        perror(argv[1]);
        return 1;
    }
    char *snapshot = calloc(1, s.st_size + CHUNK), *chunk = malloc(CHUNK);
    double *rates = malloc(rounds * sizeof *rates);
    for (int warm = 0; warm < 3; warm++) {
        look(file, snapshot, chunk, s.st_size);
    }
    for (int round = 0; round < rounds; round++) {
        double start = now();
        look(file, snapshot, chunk, s.st_size);
        rates[round] = s.st_size / 1e6 / (now() - start);
    }
    qsort(rates, rounds, sizeof *rates, by_value);
    printf("%.0f\n", rates[rounds / 2]);
    return 0;
}
