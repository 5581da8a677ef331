/* The rival of `block-bulk`: appends the same random 64 MiB again and again to a file, with fdatasync after each.
 * Arguments: file, MiB. Prints MB/s. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { MIB = 1 << 20, SYNC = 64 * MIB, BLOCK = 128 << 10 };

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

int main(int argc, char **argv) {
    if (argc != 3) {
        return 2;
    }
    int file = open(argv[1], O_WRONLY | O_CREAT | O_TRUNC, 0600);
    char *random = malloc(SYNC);
    unsigned long x = 88172645463325252UL, total = strtoul(argv[2], NULL, 10) * MIB;
    if (file < 0) {
        perror(argv[1]);
        return 1;
    }
    for (long *p = (long *)random; (char *)p < random + SYNC; p++) {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        *p = (long)x;
    }
    double start = now();
    for (unsigned long at = 0; at < total; at += BLOCK) {
        if (write(file, random + at % SYNC, BLOCK) != BLOCK) {
            perror("write");
            return 1;
        }
        if ((at + BLOCK) % SYNC == 0 || at + BLOCK >= total) {
            if (fdatasync(file) != 0) {
                perror("fdatasync");
                return 1;
            }
        }
    }
    printf("%.0f\n", total / 1e6 / (now() - start));
    return 0;
}
