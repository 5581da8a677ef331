/*
 * A named-pipe client that does what it is told and prints what it saw. It knows nothing of taps.
 *   pipeclient NAME byte|message [sync|overlapped|port] STEP…
 *   io:sync io:overlapped io:port   how the next connection reads and writes (port: a completion port)
 *   open          connects, waiting up to 5 s while all instances are busy
 *   open:r open:w connects for reading or writing only
 *   tryopen       connects or prints the error at once
 *   s:SIZE        writes SIZE bytes of a pattern        x:TEXT   writes a text
 *   r:SIZE        reads one message through a buffer of SIZE bytes, or one piece of a stream
 *   rt            reads a message and prints its text
 *   a:SIZE        reads until SIZE bytes have come      t:SIZE   TransactNamedPipe with SIZE bytes, 16-byte buffer
 *   c:SIZE        CallNamedPipe with SIZE bytes         e:SIZE   writes a length and SIZE bytes, reads as many back
 *   p:SIZE        reads without waiting (PIPE_NOWAIT) until SIZE bytes have come
 *   burst:N       connects N times more in a row, without waiting; these stay open until the end
 *   wait:MS       WaitNamedPipe                         level:N  the next connection's impersonation level, 0 to 3
 *   info          prints the pipe's type                acl      prints the pipe's access list
 *   sleep:MS
 *   close
 */
#include <windows.h>
#include <aclapi.h>
#include <sddl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROOM (8 << 20)

static char *room;
static HANDLE h = INVALID_HANDLE_VALUE, event;
static HANDLE port;
static int overlapped, by_port;
static DWORD quality;

static void choose_io(const char *io)
{
    by_port = !strcmp(io, "port");
    overlapped = by_port || !strcmp(io, "overlapped");
}

static unsigned sum(const unsigned char *p, DWORD n)
{
    unsigned v = 2166136261u;
    for (DWORD i = 0; i < n; i++) v = (v ^ p[i]) * 16777619u;
    return v;
}

static DWORD finish(BOOL ok, OVERLAPPED *o, DWORD *n)
{
    DWORD error = ok ? 0 : GetLastError();
    if (!overlapped) return error;
    if (error && error != ERROR_IO_PENDING && error != ERROR_MORE_DATA) return error;
    if (by_port) {
        ULONG_PTR key;
        OVERLAPPED *which = NULL;
        /* Also what is done at once is told by the port. */
        return GetQueuedCompletionStatus(port, n, &key, &which, 30000) ? 0 : GetLastError();
    }
    return GetOverlappedResult(h, o, n, TRUE) ? 0 : GetLastError();
}

static DWORD do_read(DWORD at, DWORD size, DWORD *n)
{
    OVERLAPPED o = {0};
    o.hEvent = by_port ? NULL : event;
    *n = 0;
    return finish(ReadFile(h, room + at, size, overlapped ? NULL : n, overlapped ? &o : NULL), &o, n);
}

static void do_write(const char *from, DWORD size)
{
    OVERLAPPED o = {0};
    DWORD n = 0, error;
    o.hEvent = by_port ? NULL : event;
    error = finish(WriteFile(h, from, size, overlapped ? NULL : &n, overlapped ? &o : NULL), &o, &n);
    if (error) printf("write %lu error %lu\n", size, error);
    else printf("write %lu\n", n);
}

static void read_message(DWORD size)
{
    DWORD n = 0, length = 0, parts = 0, error;
    do {
        error = do_read(length, size, &n);
        length += n;
        parts++;
    } while (error == ERROR_MORE_DATA);
    if (error) printf("read error %lu\n", error);
    else printf("read %lu parts %lu sum %08x\n", length, parts, sum((unsigned char *)room, length));
}

static void read_all(DWORD size)
{
    DWORD n = 0, length = 0, error = 0;
    while (length < size && !error) {
        error = do_read(length, size - length, &n);
        length += n;
    }
    printf("all %lu sum %08x error %lu\n", length, sum((unsigned char *)room, length), error);
}

static void transact(DWORD size)
{
    char small[16];
    DWORD n = 0, error, length;
    for (DWORD i = 0; i < size; i++) room[i] = (char)(i * 7 + 3);
    error = TransactNamedPipe(h, room, size, small, sizeof small, &n, NULL) ? 0 : GetLastError();
    length = n;
    printf("transact %lu error %lu\n", n, error);
    while (error == ERROR_MORE_DATA) {
        error = ReadFile(h, small, sizeof small, &n, NULL) ? 0 : GetLastError();
        length += n;
    }
    printf("transacted %lu error %lu\n", length, error);
}

static void call(const char *name, DWORD size)
{
    DWORD n = 0, error;
    for (DWORD i = 0; i < size; i++) room[i] = (char)(i * 7 + 3);
    error = CallNamedPipeA(name, room, size, room + ROOM / 2, ROOM / 2, &n, 5000) ? 0 : GetLastError();
    printf("call %lu sum %08x error %lu\n", n, sum((unsigned char *)room + ROOM / 2, n), error);
}

/* A framed request: its length, then its bytes, in one write. */
static void exchange(DWORD size)
{
    memcpy(room, &size, 4);
    for (DWORD k = 0; k < size; k++) room[4 + k] = (char)(k * 31 + k / 251);
    do_write(room, size + 4);
    memset(room, 0, size + 4);
    read_all(size);
}

static void poll_for(DWORD size)
{
    DWORD mode = PIPE_READMODE_BYTE | PIPE_NOWAIT, n = 0, length = 0, error = 0;
    if (!SetNamedPipeHandleState(h, &mode, NULL, NULL)) printf("mode error %lu\n", GetLastError());
    while (length < size) {
        n = 0;
        error = ReadFile(h, room + length, size - length, &n, NULL) ? 0 : GetLastError();
        length += n;
        if (error == ERROR_NO_DATA) Sleep(1);
        else if (error && error != ERROR_MORE_DATA) break;
    }
    printf("polled %lu sum %08x error %lu\n", length, sum((unsigned char *)room, length), error == ERROR_NO_DATA ? 0 : error);
}

static void open_pipe(const char *name, int message, const char *step)
{
    DWORD access = GENERIC_READ | GENERIC_WRITE, mode = PIPE_READMODE_MESSAGE, error;
    ULONG pid = 0;
    if (!strcmp(step, "open:r")) access = GENERIC_READ | FILE_WRITE_ATTRIBUTES;
    if (!strcmp(step, "open:w")) access = GENERIC_WRITE;
    for (;;) {
        h = CreateFileA(name, access, 0, NULL, OPEN_EXISTING, (overlapped ? FILE_FLAG_OVERLAPPED : 0) | quality, NULL);
        if (h != INVALID_HANDLE_VALUE) break;
        error = GetLastError();
        if (error != ERROR_PIPE_BUSY || !strcmp(step, "tryopen") || !WaitNamedPipeA(name, 5000)) {
            printf("open error %lu\n", error);
            return;
        }
    }
    if (message && access != GENERIC_WRITE && !SetNamedPipeHandleState(h, &mode, NULL, NULL))
        printf("mode error %lu\n", GetLastError());
    if (by_port) port = CreateIoCompletionPort(h, NULL, 1, 0);
    GetNamedPipeServerProcessId(h, &pid);
    printf("open server %lu\n", pid);
}

static void burst(const char *name, int times)
{
    int opened = 0;
    DWORD error = 0;
    for (int i = 0; i < times; i++) {
        if (CreateFileA(name, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL) != INVALID_HANDLE_VALUE) opened++;
        else if (!error) error = GetLastError();
    }
    printf("burst %d error %lu\n", opened, error);
}

static void info(void)
{
    DWORD flags = 0, out = 0, in = 0, max = 0;
    if (GetNamedPipeInfo(h, &flags, &out, &in, &max)) printf("info type %lu out %lu in %lu\n", flags, out, in);
    else printf("info error %lu\n", GetLastError());
}

static void acl(void)
{
    PSECURITY_DESCRIPTOR descriptor = NULL;
    char *text = NULL;
    DWORD error = GetSecurityInfo(h, SE_KERNEL_OBJECT, DACL_SECURITY_INFORMATION, NULL, NULL, NULL, NULL, &descriptor);
    if (!error && !ConvertSecurityDescriptorToStringSecurityDescriptorA(descriptor, 1, DACL_SECURITY_INFORMATION, &text, NULL))
        error = GetLastError();
    if (error) printf("acl error %lu\n", error);
    else printf("acl %s\n", text);
    LocalFree(text);
    LocalFree(descriptor);
}

int main(int argc, char **argv)
{
    char name[300];
    int i = 3, message;
    if (argc < 4) {
        fprintf(stderr, "pipeclient NAME byte|message [sync|overlapped] STEP...\n");
        return 2;
    }
    setvbuf(stdout, NULL, _IONBF, 0);
    room = malloc(ROOM);
    event = CreateEventA(NULL, TRUE, FALSE, NULL);
    snprintf(name, sizeof name, "\\\\.\\pipe\\%s", argv[1]);
    message = !strcmp(argv[2], "message");
    if (!strcmp(argv[3], "sync") || !strcmp(argv[3], "overlapped") || !strcmp(argv[3], "port")) choose_io(argv[i++]);
    printf("pid %lu\n", GetCurrentProcessId());
    for (; i < argc; i++) {
        char *step = argv[i];
        if (!strncmp(step, "open", 4) || !strcmp(step, "tryopen")) open_pipe(name, message, step);
        else if (!strncmp(step, "s:", 2)) {
            DWORD size = atoi(step + 2);
            for (DWORD k = 0; k < size; k++) room[k] = (char)(k * 31 + k / 251);
            do_write(room, size);
        }
        else if (!strncmp(step, "x:", 2)) do_write(step + 2, (DWORD)strlen(step + 2));
        else if (!strncmp(step, "r:", 2)) read_message(atoi(step + 2));
        else if (!strncmp(step, "a:", 2)) read_all(atoi(step + 2));
        else if (!strncmp(step, "t:", 2)) transact(atoi(step + 2));
        else if (!strcmp(step, "rt")) {
            DWORD n, error = do_read(0, 200, &n);
            printf("text %.*s error %lu\n", (int)n, room, error);
        }
        else if (!strncmp(step, "c:", 2)) call(name, atoi(step + 2));
        else if (!strncmp(step, "e:", 2)) exchange(atoi(step + 2));
        else if (!strncmp(step, "p:", 2)) poll_for(atoi(step + 2));
        else if (!strncmp(step, "io:", 3)) choose_io(step + 3);
        else if (!strncmp(step, "level:", 6)) quality = SECURITY_SQOS_PRESENT | (atoi(step + 6) << 16);
        else if (!strncmp(step, "burst:", 6)) burst(name, atoi(step + 6));
        else if (!strncmp(step, "wait:", 5))
            printf("wait error %lu\n", WaitNamedPipeA(name, atoi(step + 5)) ? 0 : GetLastError());
        else if (!strncmp(step, "sleep:", 6)) Sleep(atoi(step + 6));
        else if (!strcmp(step, "info")) info();
        else if (!strcmp(step, "acl")) acl();
        else if (!strcmp(step, "close")) {
            CloseHandle(h);
            if (by_port && port) CloseHandle(port);
            port = NULL;
            printf("closed\n");
        }
        else { fprintf(stderr, "no such step: %s\n", step); return 2; }
    }
    return 0;
}
