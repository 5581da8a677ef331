/*
 * A program that owns a mailslot and reads it. It knows nothing of taps.
 *   mailslotreader NAME [max=BYTES] [timeout=MS] [room=BYTES] [reply=FULLNAME] [quiet]
 * NAME is what follows \\.\mailslot\. It prints one line an event; a message that begins with "END" ends it, one that
 * begins with "GONE" closes the mailslot, waits for a line on standard input and makes it anew. With reply= each message
 * is written back to that mailslot. One that begins with "HALT" lets it read no more before a line comes. "quiet" prints
 * only the sum at the end.
 */
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROOM (1 << 20)

static unsigned add(unsigned h, const unsigned char *p, DWORD n)
{
    for (DWORD i = 0; i < n; i++) h = (h ^ p[i]) * 16777619u;
    return h;
}

static HANDLE create(const char *name, DWORD max, DWORD timeout)
{
    HANDLE h = CreateMailslotA(name, max, timeout, NULL);
    if (h == INVALID_HANDLE_VALUE) printf("create error %lu\n", GetLastError());
    else printf("ready %lu\n", GetCurrentProcessId());
    fflush(stdout);
    return h;
}

static void reply(const char *to, const char *bytes, DWORD size)
{
    DWORD n;
    HANDLE h = CreateFileA(to, GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
    if (h == INVALID_HANDLE_VALUE) {
        printf("reply open error %lu\n", GetLastError());
        return;
    }
    if (!WriteFile(h, bytes, size, &n, NULL)) printf("reply error %lu\n", GetLastError());
    CloseHandle(h);
}

int main(int argc, char **argv)
{
    char name[300], line[100];
    const char *to = NULL;
    DWORD max = 0, timeout = MAILSLOT_WAIT_FOREVER, room = ROOM, n, messages = 0, bytes = 0;
    unsigned all = 2166136261u;
    int quiet = 0;
    LARGE_INTEGER first = {0}, last = {0}, hertz;
    char *buffer = malloc(ROOM);
    HANDLE h;
    if (argc < 2) return 2;
    snprintf(name, sizeof name, "\\\\.\\mailslot\\%s", argv[1]);
    for (int i = 2; i < argc; i++) {
        if (!strncmp(argv[i], "max=", 4)) max = atoi(argv[i] + 4);
        if (!strncmp(argv[i], "timeout=", 8)) timeout = atoi(argv[i] + 8);
        if (!strncmp(argv[i], "room=", 5)) room = atoi(argv[i] + 5);
        if (!strncmp(argv[i], "reply=", 6)) to = argv[i] + 6;
        if (!strcmp(argv[i], "quiet")) quiet = 1;
    }
    QueryPerformanceFrequency(&hertz);
    if ((h = create(name, max, timeout)) == INVALID_HANDLE_VALUE) return 1;
    for (;;) {
        BOOL ok = ReadFile(h, buffer, room, &n, NULL);
        DWORD error = ok ? 0 : GetLastError();
        if (error == ERROR_SEM_TIMEOUT) {
            if (!quiet) printf("timeout\n");
        } else if (error) {
            printf("read error %lu\n", error);
        } else {
            QueryPerformanceCounter(&last);
            if (!messages) first = last;
            if (n >= 3 && !memcmp(buffer, "END", 3)) break;
            messages++;
            bytes += n;
            all = add(all, (unsigned char *)buffer, n);
            if (!quiet) printf("read %lu sum %08x\n", n, add(2166136261u, (unsigned char *)buffer, n));
            if (n >= 4 && !memcmp(buffer, "HALT", 4)) {
                printf("halted\n");
                fflush(stdout);
                if (!fgets(line, sizeof line, stdin)) return 1;
            }
            if (n >= 4 && !memcmp(buffer, "GONE", 4)) {
                CloseHandle(h);
                printf("gone\n");
                fflush(stdout);
                if (!fgets(line, sizeof line, stdin)) return 1;
                if ((h = create(name, max, timeout)) == INVALID_HANDLE_VALUE) return 1;
            }
        }
        if (!error && to) reply(to, buffer, n);
        if (!quiet) fflush(stdout);
    }
    printf("messages %lu bytes %lu sum %08x seconds %.6f\n", messages, bytes, all,
        (double)(last.QuadPart - first.QuadPart) / hertz.QuadPart);
    return 0;
}
