/*
 * Both ends of a named pipe to be measured, and the rival of the relay: the least that an overlapped one can be.
 *   pipe-windows serve NAME             echoes 64-byte questions; takes streams and answers their end with one byte
 *   pipe-windows relay FRONT REAL       two threads a connection, one overlapped operation each, 64 KiB of room
 *   pipe-windows ping NAME COUNT        prints the median round trip of 64 bytes in microseconds
 *   pipe-windows stream NAME MEBIBYTES  writes 64 KiB at a time; prints MB/s until the end was answered
 * Names without \\.\pipe\. A conversation begins with 8 bytes: how long the stream is, or 0 for questions.
 */
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROOM 65536
#define QUESTION 64

typedef struct { HANDLE from, to; } way;

static void die(const char *what)
{
    fprintf(stderr, "%s: error %lu\n", what, GetLastError());
    exit(1);
}

static HANDLE create(const char *name)
{
    char full[300];
    snprintf(full, sizeof full, "\\\\.\\pipe\\%s", name);
    HANDLE h = CreateNamedPipeA(full, PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED, PIPE_TYPE_BYTE,
        PIPE_UNLIMITED_INSTANCES, ROOM, ROOM, 0, NULL);
    if (h == INVALID_HANDLE_VALUE) die("creating the pipe");
    return h;
}

static HANDLE connect_to(const char *name)
{
    char full[300];
    HANDLE h;
    snprintf(full, sizeof full, "\\\\.\\pipe\\%s", name);
    while ((h = CreateFileA(full, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, FILE_FLAG_OVERLAPPED, NULL))
        == INVALID_HANDLE_VALUE)
        if (GetLastError() != ERROR_PIPE_BUSY || !WaitNamedPipeA(full, 5000)) die("opening the pipe");
    return h;
}

/* Waits for what was just started; false when the other end has hung up. */
static BOOL finish(HANDLE h, BOOL done, OVERLAPPED *o, DWORD *n)
{
    if (!done && GetLastError() != ERROR_IO_PENDING) return FALSE;
    return GetOverlappedResult(h, o, n, TRUE);
}

static BOOL receive(HANDLE h, HANDLE event, void *to, DWORD room, DWORD *n)
{
    OVERLAPPED o = { .hEvent = event };
    return finish(h, ReadFile(h, to, room, NULL, &o), &o, n);
}

static BOOL send_all(HANDLE h, HANDLE event, const void *from, DWORD size)
{
    OVERLAPPED o = { .hEvent = event };
    DWORD n;
    return finish(h, WriteFile(h, from, size, NULL, &o), &o, &n);
}

static BOOL receive_all(HANDLE h, HANDLE event, void *to, DWORD size)
{
    DWORD n, got = 0;
    for (; got < size; got += n) if (!receive(h, event, (char *)to + got, size - got, &n)) return FALSE;
    return TRUE;
}

static HANDLE event_of_thread(void) { return CreateEventA(NULL, TRUE, FALSE, NULL); }

static void accept_client(HANDLE h, HANDLE event)
{
    OVERLAPPED o = { .hEvent = event };
    DWORD n;
    if (!finish(h, ConnectNamedPipe(h, &o), &o, &n) && GetLastError() != ERROR_PIPE_CONNECTED) die("accepting");
}

static DWORD WINAPI serve_one(LPVOID handle)
{
    HANDLE h = handle, event = event_of_thread();
    char *room = malloc(ROOM);
    ULONGLONG left;
    DWORD n;
    if (receive_all(h, event, &left, sizeof left)) {
        if (!left) while (receive_all(h, event, room, QUESTION) && send_all(h, event, room, QUESTION)) { }
        while (left && receive(h, event, room, ROOM, &n)) if (!(left -= n)) send_all(h, event, room, 1);
        while (receive(h, event, room, ROOM, &n)) { } /* until the client hangs up */
    }
    CloseHandle(h);
    CloseHandle(event);
    free(room);
    return 0;
}

static DWORD WINAPI relay_way(LPVOID argument)
{
    way *w = argument;
    HANDLE event = event_of_thread();
    char *room = malloc(ROOM);
    DWORD n;
    while (receive(w->from, event, room, ROOM, &n) && send_all(w->to, event, room, n)) { }
    CancelIoEx(w->to, NULL);
    CloseHandle(event);
    free(room);
    return 0;
}

static DWORD WINAPI relay_one(LPVOID argument)
{
    way *there = argument, back = { there->to, there->from };
    HANDLE thread = CreateThread(NULL, 0, relay_way, &back, 0, NULL);
    relay_way(there);
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(there->from);
    CloseHandle(there->to);
    free(there);
    return 0;
}

static void listen_on(const char *name, const char *real)
{
    HANDLE event = event_of_thread(), h = create(name);
    printf("ready\n");
    fflush(stdout);
    for (;;) {
        accept_client(h, event);
        if (real) {
            way *w = malloc(sizeof *w);
            w->from = h;
            w->to = connect_to(real);
            CloseHandle(CreateThread(NULL, 0, relay_one, w, 0, NULL));
        } else CloseHandle(CreateThread(NULL, 0, serve_one, h, 0, NULL));
        h = create(name);
    }
}

static LONGLONG now(void)
{
    LARGE_INTEGER t;
    QueryPerformanceCounter(&t);
    return t.QuadPart;
}

static int compare(const void *a, const void *b)
{
    LONGLONG x = *(const LONGLONG *)a, y = *(const LONGLONG *)b;
    return (x > y) - (x < y);
}

static void ping(HANDLE h, HANDLE event, int count, double hertz)
{
    char room[QUESTION] = { 0 };
    LONGLONG *times = malloc(count * sizeof *times);
    for (int i = 0; i < count; i++) {
        LONGLONG begin = now();
        memset(room, i, sizeof room);
        if (!send_all(h, event, room, QUESTION) || !receive_all(h, event, room, QUESTION)) die("asking");
        if (room[0] != (char)i || room[QUESTION - 1] != (char)i) die("the answer differs");
        times[i] = now() - begin;
    }
    qsort(times, count, sizeof *times, compare);
    printf("%.1f\n", times[count / 2] * 1e6 / hertz);
}

static void stream(HANDLE h, HANDLE event, ULONGLONG size, double hertz)
{
    char *room = calloc(1, ROOM);
    LONGLONG begin = now();
    for (ULONGLONG left = size; left; left -= ROOM) if (!send_all(h, event, room, ROOM)) die("writing");
    if (!receive_all(h, event, room, 1)) die("waiting for the end");
    printf("%.1f\n", size / 1e6 / ((now() - begin) / hertz));
}

int main(int argc, char **argv)
{
    LARGE_INTEGER hertz;
    if (argc == 3 && !strcmp(argv[1], "serve")) listen_on(argv[2], NULL);
    if (argc != 4) return 2;
    if (!strcmp(argv[1], "relay")) listen_on(argv[2], argv[3]);
    HANDLE event = event_of_thread(), h = connect_to(argv[2]);
    ULONGLONG size = strcmp(argv[1], "stream") ? 0 : (ULONGLONG)atoi(argv[3]) << 20;
    QueryPerformanceFrequency(&hertz);
    if (!send_all(h, event, &size, sizeof size)) die("writing");
    if (size) stream(h, event, size, hertz.QuadPart);
    else ping(h, event, atoi(argv[3]), hertz.QuadPart);
    CloseHandle(h);
    return 0;
}
