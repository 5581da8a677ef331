/*
 * A named-pipe server that echoes. It knows nothing of taps.
 *   pipeserver NAME byte|message sync|overlapped MAX INSTANCES [duplex|in|out [SECONDS]]
 * MAX is the pipe's number of instances (255: unlimited), INSTANCES how many of them serve at once.
 * A message of "bye flush", "bye close" or "bye drop" is answered with "last words", and the connection ends by
 * FlushFileBuffers and DisconnectNamedPipe, by CloseHandle, or by DisconnectNamedPipe alone.
 * An "out" server writes "hello" and "world" and closes; an "in" server only reads.
 * It prints one line an event and ends after SECONDS, without them when its standard input ends.
 */
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROOM (8 << 20)

static char name[300];
static int message, overlapped, max_instances;
static DWORD access_mode = PIPE_ACCESS_DUPLEX;
static CRITICAL_SECTION out;

#define SAY(...) do { EnterCriticalSection(&out); printf(__VA_ARGS__); fflush(stdout); LeaveCriticalSection(&out); } while (0)

static unsigned add(unsigned h, const unsigned char *p, DWORD n)
{
    for (DWORD i = 0; i < n; i++) h = (h ^ p[i]) * 16777619u;
    return h;
}

static DWORD finish(HANDLE h, BOOL ok, OVERLAPPED *o, DWORD *n)
{
    DWORD error = ok ? 0 : GetLastError();
    if (!overlapped) return error;
    if (error && error != ERROR_IO_PENDING && error != ERROR_MORE_DATA) return error;
    return GetOverlappedResult(h, o, n, TRUE) ? 0 : GetLastError();
}

static DWORD do_read(HANDLE h, HANDLE event, char *to, DWORD room, DWORD *n)
{
    OVERLAPPED o = {0};
    o.hEvent = event;
    *n = 0;
    BOOL ok = ReadFile(h, to, room, overlapped ? NULL : n, overlapped ? &o : NULL);
    return finish(h, ok, &o, n);
}

static DWORD do_write(HANDLE h, HANDLE event, const char *from, DWORD size)
{
    OVERLAPPED o = {0};
    DWORD n = 0;
    o.hEvent = event;
    BOOL ok = WriteFile(h, from, size, overlapped ? NULL : &n, overlapped ? &o : NULL);
    return finish(h, ok, &o, &n);
}

static HANDLE create(void)
{
    HANDLE h = CreateNamedPipeA(name, access_mode | (overlapped ? FILE_FLAG_OVERLAPPED : 0),
        message ? PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE : PIPE_TYPE_BYTE, max_instances, 4096, 4096, 0, NULL);
    if (h == INVALID_HANDLE_VALUE) SAY("create error %lu\n", GetLastError());
    return h;
}

/* Serves one client; returns the handle to use for the next, or INVALID_HANDLE_VALUE when it was closed. */
static HANDLE serve(HANDLE h, HANDLE event, char *room)
{
    unsigned total = 0, all = 2166136261u;
    for (;;) {
        DWORD n = 0, length = 0, error;
        if (access_mode == PIPE_ACCESS_OUTBOUND) {
            do_write(h, event, "hello", 5);
            do_write(h, event, "world", 5);
            CloseHandle(h);
            return INVALID_HANDLE_VALUE;
        }
        /* A small first buffer, so that longer messages need several reads. */
        error = do_read(h, event, room, 3000, &n);
        length = n;
        while (error == ERROR_MORE_DATA) {
            error = do_read(h, event, room + length, ROOM - length, &n);
            length += n;
        }
        if (error) {
            SAY("read error %lu after %u bytes sum %08x\n", error, total, all);
            DisconnectNamedPipe(h);
            return h;
        }
        total += length;
        all = add(all, (unsigned char *)room, length);
        if (message) SAY("read %lu sum %08x\n", length, add(2166136261u, (unsigned char *)room, length));
        if (length == 9 && !memcmp(room, "bye ", 4)) {
            do_write(h, event, "last words", 10);
            if (!memcmp(room, "bye flush", 9)) {
                FlushFileBuffers(h);
                DisconnectNamedPipe(h);
                return h;
            }
            if (!memcmp(room, "bye close", 9)) {
                CloseHandle(h);
                return INVALID_HANDLE_VALUE;
            }
        }
        if (length == 8 && !memcmp(room, "bye drop", 8)) {
            DisconnectNamedPipe(h);
            return h;
        }
        if (access_mode == PIPE_ACCESS_DUPLEX) {
            error = do_write(h, event, room, length);
            if (error) SAY("write error %lu\n", error);
        }
    }
}

static DWORD WINAPI instance(LPVOID unused)
{
    char *room = malloc(ROOM);
    HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL);
    HANDLE h = INVALID_HANDLE_VALUE;
    (void)unused;
    for (;;) {
        OVERLAPPED o = {0};
        DWORD n, error;
        ULONG pid = 0;
        if (h == INVALID_HANDLE_VALUE && (h = create()) == INVALID_HANDLE_VALUE) return 1;
        o.hEvent = event;
        error = finish(h, ConnectNamedPipe(h, overlapped ? &o : NULL), &o, &n);
        if (error && error != ERROR_PIPE_CONNECTED && error != ERROR_NO_DATA) {
            SAY("connect error %lu\n", error);
            return 1;
        }
        GetNamedPipeClientProcessId(h, &pid);
        SAY("connected client %lu\n", pid);
        h = serve(h, event, room);
    }
}

int main(int argc, char **argv)
{
    if (argc < 6) {
        fprintf(stderr, "pipeserver NAME byte|message sync|overlapped MAX INSTANCES [duplex|in|out]\n");
        return 2;
    }
    InitializeCriticalSection(&out);
    snprintf(name, sizeof name, "\\\\.\\pipe\\%s", argv[1]);
    message = !strcmp(argv[2], "message");
    overlapped = !strcmp(argv[3], "overlapped");
    max_instances = atoi(argv[4]);
    if (argc > 6 && !strcmp(argv[6], "in")) access_mode = PIPE_ACCESS_INBOUND;
    if (argc > 6 && !strcmp(argv[6], "out")) access_mode = PIPE_ACCESS_OUTBOUND;
    for (int i = 0; i < atoi(argv[5]); i++) CreateThread(NULL, 0, instance, NULL, 0, NULL);
    while (WaitNamedPipeA(name, 1) == 0 && GetLastError() == ERROR_FILE_NOT_FOUND) Sleep(5);
    SAY("ready %lu\n", GetCurrentProcessId());
    if (argc > 7) Sleep(1000 * atoi(argv[7]));
    else while (getchar() != EOF) { }
    return 0;
}
