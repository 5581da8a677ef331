/*
 * The two ends of the socket figures.
 *
 *   net sink PORT           reads all of each connection, then answers one byte
 *   net echo PORT           sends back what it reads
 *   net bulk PORT MIB       sends so much, waits for the sink's byte, prints MB/s
 *   net ping PORT COUNT     exchanges 64 bytes, prints the median and the 99th percentile in microseconds
 *
 * A port of 0 is chosen by the system; a listener prints "port N" first. IPv4 loopback only.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { BLOCK = 128 << 10, PING = 64, WARM_UP = 2000 };

static int echoes;

static double micros(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

static void fail(const char *what) {
    fprintf(stderr, "net: %s: %s (%d)\n", what, strerror(errno), errno);
    exit(3);
}

static int write_all(int s, const char *bytes, size_t length) {
    while (length > 0) {
        ssize_t n = write(s, bytes, length);
        if (n <= 0) {
            return -1;
        }
        bytes += n;
        length -= (size_t)n;
    }
    return 0;
}

static void *serve(void *argument) {
    int s = (int)(long)argument;
    char *buffer = malloc(BLOCK);
    ssize_t n;
    while ((n = read(s, buffer, BLOCK)) > 0) {
        if (echoes && write_all(s, buffer, (size_t)n) != 0) {
            break;
        }
    }
    if (!echoes) {
        write_all(s, "k", 1);
    }
    close(s);
    free(buffer);
    return NULL;
}

static int no_delay(int s) {
    int on = 1;
    setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return s;
}

static void listen_for_ever(int port) {
    int s = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t length = sizeof a;
    setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(s, (void *)&a, sizeof a) != 0 || listen(s, 128) != 0) {
        fail("listen");
    }
    getsockname(s, (void *)&a, &length);
    printf("port %d\n", ntohs(a.sin_port));
    fflush(stdout);
    for (;;) {
        int c = accept(s, NULL, NULL);
        pthread_t thread;
        if (c < 0) {
            fail("accept");
        }
        pthread_create(&thread, NULL, serve, (void *)(long)no_delay(c));
        pthread_detach(thread);
    }
}

static int dial(int port) {
    int s = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    if (connect(s, (void *)&a, sizeof a) != 0) {
        fail("connect");
    }
    return no_delay(s);
}

static void bulk(int s, long mib) {
    char *block = malloc(BLOCK), answer;
    for (int i = 0; i < BLOCK; i++) {
        block[i] = (char)rand();
    }
    double start = micros();
    for (long i = 0; i < mib * ((1 << 20) / BLOCK); i++) {
        if (write_all(s, block, BLOCK) != 0) {
            fail("write");
        }
    }
    shutdown(s, SHUT_WR);
    if (read(s, &answer, 1) != 1) {
        fail("the sink's answer");
    }
    printf("%.0f\n", mib * 1048576.0 / (micros() - start));
}

static int ascending(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static void ping(int s, long count) {
    char bytes[PING];
    double *took = malloc((size_t)count * sizeof *took);
    memset(bytes, 'x', sizeof bytes);
    for (long i = -WARM_UP; i < count; i++) {
        double start = micros();
        write_all(s, bytes, PING);
        for (ssize_t got = 0, n; got < PING; got += n) {
            if ((n = read(s, bytes + got, (size_t)(PING - got))) <= 0) {
                fail("read");
            }
        }
        if (i >= 0) {
            took[i] = micros() - start;
        }
    }
    qsort(took, (size_t)count, sizeof *took, ascending);
    printf("%.1f %.1f\n", took[count / 2], took[count * 99 / 100]);
}

int main(int count, char **words) {
    signal(SIGPIPE, SIG_IGN);
    if (count == 3 && (!strcmp(words[1], "sink") || !strcmp(words[1], "echo"))) {
        echoes = words[1][0] == 'e';
        listen_for_ever(atoi(words[2]));
    } else if (count == 4 && !strcmp(words[1], "bulk")) {
        bulk(dial(atoi(words[2])), atol(words[3]));
    } else if (count == 4 && !strcmp(words[1], "ping")) {
        ping(dial(atoi(words[2])), atol(words[3]));
    } else {
        fprintf(stderr, "usage: net sink|echo PORT, net bulk PORT MIB, net ping PORT COUNT\n");
        return 2;
    }
    return 0;
}
