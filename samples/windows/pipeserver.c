/*
 * A named-pipe server that echoes. It knows nothing of taps.
 *   pipeserver NAME byte|message sync|overlapped|port MAX INSTANCES
 *              [duplex|in|out|framed|late|level|quiet|bytes|die|acl|shut [SECONDS]]
 * With "port" it reads and writes by completion ports.
 * MAX is the pipe's number of instances (255: unlimited), INSTANCES how many of them serve at once.
 * A message of "bye flush", "bye close" or "bye drop" is answered with "last words", and the connection ends by
 * FlushFileBuffers and DisconnectNamedPipe, by CloseHandle, or by DisconnectNamedPipe alone.
 * A "framed" server answers requests that begin with their length (4 bytes), once it has them whole.
 * A "late" server waits for its first client half a second after it made the pipe; it reads without waiting.
 * A "level" server answers each message with its client's impersonation level and user.
 * A "quiet" server prints nothing of its clients.
 * A "bytes" server reads a pipe of messages as a stream.
 * A "die" server ends without a word once it has read the first part of a message that is larger than 3,000 bytes.
 * A "shut" server closes each connection as soon as it is there.
 * An "acl" server lets only administrators and the system write, and everyone read.
 * An "out" server writes "hello" and "world" and closes; an "in" server only reads.
 * It prints one line an event and ends after SECONDS, without them when its standard input ends.
 */
#include <windows.h>
#include <sddl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROOM (8 << 20)

static char name[300];
static int message, overlapped, by_port, framed, late, level, quiet, bytes, die, shut, max_instances;
static volatile LONG made;
static SECURITY_ATTRIBUTES *security;
static DWORD room_size = ROOM, access_mode = PIPE_ACCESS_DUPLEX;
static CRITICAL_SECTION out;

#define SAY(...) do { EnterCriticalSection(&out); printf(__VA_ARGS__); fflush(stdout); LeaveCriticalSection(&out); } while (0)

static unsigned add(unsigned h, const unsigned char *p, DWORD n)
{
    for (DWORD i = 0; i < n; i++) h = (h ^ p[i]) * 16777619u;
    return h;
}

/* A thread serves one instance, so its port tells of nothing else. */
static __thread HANDLE port;

static DWORD finish(HANDLE h, BOOL ok, OVERLAPPED *o, DWORD *n)
{
    DWORD error = ok ? 0 : GetLastError();
    if (!overlapped) return error;
    if (error && error != ERROR_IO_PENDING && error != ERROR_MORE_DATA) return error;
    if (by_port) {
        ULONG_PTR key;
        OVERLAPPED *which = NULL;
        return GetQueuedCompletionStatus(port, n, &key, &which, INFINITE) ? 0 : GetLastError();
    }
    return GetOverlappedResult(h, o, n, TRUE) ? 0 : GetLastError();
}

static DWORD do_read(HANDLE h, HANDLE event, char *to, DWORD room, DWORD *n)
{
    OVERLAPPED o = {0};
    o.hEvent = by_port ? NULL : event;
    *n = 0;
    BOOL ok = ReadFile(h, to, room, overlapped ? NULL : n, overlapped ? &o : NULL);
    return finish(h, ok, &o, n);
}

static DWORD do_write(HANDLE h, HANDLE event, const char *from, DWORD size)
{
    OVERLAPPED o = {0};
    DWORD n = 0;
    o.hEvent = by_port ? NULL : event;
    BOOL ok = WriteFile(h, from, size, overlapped ? NULL : &n, overlapped ? &o : NULL);
    return finish(h, ok, &o, &n);
}

static HANDLE create(void)
{
    HANDLE h = CreateNamedPipeA(name, access_mode | (overlapped ? FILE_FLAG_OVERLAPPED : 0),
        (message ? PIPE_TYPE_MESSAGE : PIPE_TYPE_BYTE) | (message && !bytes ? PIPE_READMODE_MESSAGE : PIPE_READMODE_BYTE),
        max_instances, 4096, 4096, 0, security);
    InterlockedIncrement(&made);
    if (h == INVALID_HANDLE_VALUE) SAY("create error %lu\n", GetLastError());
    else if (by_port) {
        if (port) CloseHandle(port);
        port = CreateIoCompletionPort(h, NULL, 1, 0);
    }
    return h;
}

/* Reads so many bytes of a stream. */
static DWORD read_whole(HANDLE h, HANDLE event, char *to, DWORD size)
{
    DWORD n = 0, length = 0, error = 0;
    while (length < size && !error) {
        error = do_read(h, event, to + length, size - length, &n);
        length += n;
    }
    return error;
}

static DWORD serve_framed(HANDLE h, HANDLE event, char *room, unsigned *total)
{
    for (;;) {
        DWORD size = 0, error = read_whole(h, event, (char *)&size, 4);
        if (!error && size <= ROOM) error = read_whole(h, event, room, size);
        if (error) return error;
        SAY("read %lu sum %08x\n", size, add(2166136261u, (unsigned char *)room, size));
        *total += size;
        error = do_write(h, event, room, size);
        if (error) SAY("write error %lu\n", error);
    }
}

static int tell_level(HANDLE h, char *to)
{
    HANDLE token = NULL;
    DWORD n, got = 99, size = 100;
    char user[100] = "?";
    if (!ImpersonateNamedPipeClient(h)) return sprintf(to, "impersonation error %lu", GetLastError());
    if (OpenThreadToken(GetCurrentThread(), TOKEN_QUERY, TRUE, &token))
        GetTokenInformation(token, TokenImpersonationLevel, &got, sizeof got, &n);
    GetUserNameA(user, &size);
    RevertToSelf();
    if (token) CloseHandle(token);
    return sprintf(to, "level %lu user %s", got, user);
}

/* Serves one client; returns the handle to use for the next, or INVALID_HANDLE_VALUE when it was closed. */
static HANDLE serve(HANDLE h, HANDLE event, char *room)
{
    unsigned total = 0, all = 2166136261u;
    if (shut) {
        CloseHandle(h);
        return INVALID_HANDLE_VALUE;
    }
    if (framed) {
        DWORD error = serve_framed(h, event, room, &total);
        SAY("read error %lu after %u bytes\n", error, total);
        DisconnectNamedPipe(h);
        return h;
    }
    if (late) {
        DWORD mode = (message ? PIPE_READMODE_MESSAGE : PIPE_READMODE_BYTE) | PIPE_NOWAIT;
        if (!SetNamedPipeHandleState(h, &mode, NULL, NULL)) SAY("mode error %lu\n", GetLastError());
    }
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
        if (late && error == ERROR_NO_DATA) { Sleep(1); continue; }
        length = n;
        if (die && error == ERROR_MORE_DATA) TerminateProcess(GetCurrentProcess(), 1);
        while (error == ERROR_MORE_DATA) {
            error = do_read(h, event, room + length, room_size - length, &n);
            length += n;
        }
        if (error) {
            if (!quiet) SAY("read error %lu after %u bytes sum %08x\n", error, total, all);
            DisconnectNamedPipe(h);
            return h;
        }
        total += length;
        all = add(all, (unsigned char *)room, length);
        if (message && !quiet) SAY("read %lu sum %08x\n", length, add(2166136261u, (unsigned char *)room, length));
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
        if (level) {
            error = do_write(h, event, room, tell_level(h, room));
            continue;
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
    char *room = malloc(room_size);
    HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL);
    HANDLE h = INVALID_HANDLE_VALUE;
    (void)unused;
    for (;;) {
        OVERLAPPED o = {0};
        DWORD n, error;
        ULONG pid = 0;
        if (h == INVALID_HANDLE_VALUE && (h = create()) == INVALID_HANDLE_VALUE) return 1;
        o.hEvent = by_port ? NULL : event;
        if (late) {
            DWORD mode = (message ? PIPE_READMODE_MESSAGE : PIPE_READMODE_BYTE) | PIPE_WAIT;
            SetNamedPipeHandleState(h, &mode, NULL, NULL);
            Sleep(500);
        }
        error = finish(h, ConnectNamedPipe(h, overlapped ? &o : NULL), &o, &n);
        if (error && error != ERROR_PIPE_CONNECTED && error != ERROR_NO_DATA) {
            SAY("connect error %lu\n", error);
            return 1;
        }
        if (late && error) SAY("connect told %lu\n", error);
        GetNamedPipeClientProcessId(h, &pid);
        if (!quiet) SAY("connected client %lu\n", pid);
        h = serve(h, event, room);
    }
}

int main(int argc, char **argv)
{
    if (argc < 6) {
        fprintf(stderr, "pipeserver NAME byte|message sync|overlapped|port MAX INSTANCES [KIND [SECONDS]]\n");
        return 2;
    }
    InitializeCriticalSection(&out);
    snprintf(name, sizeof name, "\\\\.\\pipe\\%s", argv[1]);
    message = !strcmp(argv[2], "message");
    by_port = !strcmp(argv[3], "port");
    overlapped = by_port || !strcmp(argv[3], "overlapped");
    max_instances = atoi(argv[4]);
    framed = argc > 6 && !strcmp(argv[6], "framed");
    late = argc > 6 && !strcmp(argv[6], "late");
    shut = argc > 6 && !strcmp(argv[6], "shut");
    quiet = argc > 6 && !strcmp(argv[6], "quiet");
    if (quiet) room_size = 1 << 17;
    bytes = argc > 6 && !strcmp(argv[6], "bytes");
    die = argc > 6 && !strcmp(argv[6], "die");
    if (argc > 6 && !strcmp(argv[6], "acl")) {
        static SECURITY_ATTRIBUTES attributes = {sizeof attributes};
        if (ConvertStringSecurityDescriptorToSecurityDescriptorA("D:(A;;FA;;;BA)(A;;FA;;;SY)(A;;FR;;;WD)", 1,
                &attributes.lpSecurityDescriptor, NULL)) security = &attributes;
        else SAY("acl error %lu\n", GetLastError());
    }
    level = argc > 6 && !strcmp(argv[6], "level");
    if (argc > 6 && !strcmp(argv[6], "in")) access_mode = PIPE_ACCESS_INBOUND;
    if (argc > 6 && !strcmp(argv[6], "out")) access_mode = PIPE_ACCESS_OUTBOUND;
    for (int i = 0; i < atoi(argv[5]); i++) CreateThread(NULL, 1 << 16, instance, NULL, 0, NULL);
    while (made < atoi(argv[5])) Sleep(1);
    SAY("ready %lu\n", GetCurrentProcessId());
    if (argc > 7) Sleep(1000 * atoi(argv[7]));
    else while (getchar() != EOF) { }
    return 0;
}
