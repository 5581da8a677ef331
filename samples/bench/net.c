/*
 * The two ends of the socket figures.
 *
 *   net sink PORT           reads all of each connection, then answers one byte
 *   net echo PORT           sends back what it reads
 *   net bulk PORT MIB       sends so much, waits for the sink's byte, prints MB/s
 *   net ping PORT COUNT     exchanges 64 bytes, prints the median and the 99th percentile in microseconds
 *   net calls PORT COUNT    so many times: connects, exchanges 64 bytes, closes; by 8 threads; prints calls/s
 *
 * A port of 0 is chosen by the system; a listener prints "port N" first. IPv4 loopback only; a PORT with a slash is the
 * path of a Unix socket.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { BLOCK = 128 << 10, PING = 64, WARM_UP = 2000, CALLERS = 8 };

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
    setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on); /* a Unix socket has none and needs none */
    return s;
}

union address {
    struct sockaddr any;
    struct sockaddr_in in;
    struct sockaddr_un un;
};

static socklen_t address_of(const char *port, union address *a) {
    memset(a, 0, sizeof *a);
    if (strchr(port, '/')) {
        a->un.sun_family = AF_UNIX;
        snprintf(a->un.sun_path, sizeof a->un.sun_path, "%s", port);
        return sizeof a->un;
    }
    a->in.sin_family = AF_INET;
    a->in.sin_port = htons(atoi(port));
    a->in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return sizeof a->in;
}

static void listen_for_ever(const char *port) {
    union address a;
    socklen_t length = address_of(port, &a);
    int s = socket(a.any.sa_family, SOCK_STREAM, 0), on = 1;
    setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(s, &a.any, length) != 0 || listen(s, 1024) != 0) {
        fail("listen");
    }
    if (a.any.sa_family == AF_INET) {
        getsockname(s, &a.any, &length);
        printf("port %d\n", ntohs(a.in.sin_port));
    } else {
        printf("port %s\n", port);
    }
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

static int dial(const char *port) {
    union address a;
    socklen_t length = address_of(port, &a);
    int s = socket(a.any.sa_family, SOCK_STREAM, 0);
    if (connect(s, &a.any, length) != 0) {
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

static void exchange(int s, char *bytes) {
    write_all(s, bytes, PING);
    for (ssize_t got = 0, n; got < PING; got += n) {
        if ((n = read(s, bytes + got, (size_t)(PING - got))) <= 0) {
            fail("read");
        }
    }
}

static void ping(int s, long count) {
    char bytes[PING];
    double *took = malloc((size_t)count * sizeof *took);
    memset(bytes, 'x', sizeof bytes);
    for (long i = -WARM_UP; i < count; i++) {
        double start = micros();
        exchange(s, bytes);
        if (i >= 0) {
            took[i] = micros() - start;
        }
    }
    qsort(took, (size_t)count, sizeof *took, ascending);
    printf("%.1f %.1f\n", took[count / 2], took[count * 99 / 100]);
}

static const char *callee;
static long calls_each;

static void *call(void *unused) {
    char bytes[PING];
    memset(bytes, 'x', sizeof bytes);
    for (long i = 0; i < calls_each; i++) {
        int s = dial(callee);
        exchange(s, bytes);
        close(s);
    }
    return unused;
}

static void calls(const char *port, long count) {
    pthread_t threads[CALLERS];
    double start = micros();
    callee = port;
    calls_each = count / CALLERS;
    for (int i = 0; i < CALLERS; i++) {
        pthread_create(&threads[i], NULL, call, NULL);
    }
    for (int i = 0; i < CALLERS; i++) {
        pthread_join(threads[i], NULL);
    }
    printf("%.0f\n", calls_each * CALLERS * 1e6 / (micros() - start));
}

int main(int count, char **words) {
    signal(SIGPIPE, SIG_IGN);
    if (count == 3 && (!strcmp(words[1], "sink") || !strcmp(words[1], "echo"))) {
        echoes = words[1][0] == 'e';
        listen_for_ever(words[2]);
    } else if (count == 4 && !strcmp(words[1], "bulk")) {
        bulk(dial(words[2]), atol(words[3]));
    } else if (count == 4 && !strcmp(words[1], "ping")) {
        ping(dial(words[2]), atol(words[3]));
    } else if (count == 4 && !strcmp(words[1], "calls")) {
        calls(words[2], atol(words[3]));
    } else {
        fprintf(stderr, "usage: net sink|echo PORT, net bulk PORT MIB, net ping|calls PORT COUNT\n");
        return 2;
    }
    return 0;
}
