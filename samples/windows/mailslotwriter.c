/*
 * A program that writes into a mailslot. It knows nothing of taps.
 *   mailslotwriter FULLNAME STEP…
 * Steps: open, close, t:TEXT, s:SIZE (bytes that follow a pattern), n:COUNT:SIZE (the same many times, in silence),
 * w:MS (waits), line (waits for a line on standard input). It prints one line a step, with the error where there is one.
 */
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static HANDLE h = INVALID_HANDLE_VALUE;
static unsigned next = 1;
static char bytes[1 << 20];

static DWORD put(const char *from, DWORD size)
{
    DWORD n = 0;
    if (!WriteFile(h, from, size, &n, NULL)) return GetLastError();
    return n == size ? 0 : 0xffff;
}

static const char *pattern(DWORD size)
{
    for (DWORD i = 0; i < size; i++) {
        next = next * 1664525u + 1013904223u;
        bytes[i] = (char)(next >> 24);
    }
    if (size) bytes[0] = (char)(bytes[0] | 0x80); /* never a command of the reader */
    return bytes;
}

int main(int argc, char **argv)
{
    char line[100];
    if (argc < 2) return 2;
    printf("pid %lu\n", GetCurrentProcessId());
    for (int i = 2; i < argc; i++) {
        DWORD error = 0;
        if (!strcmp(argv[i], "open")) {
            h = CreateFileA(argv[1], GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
            if (h == INVALID_HANDLE_VALUE) error = GetLastError();
        } else if (!strcmp(argv[i], "close")) {
            CloseHandle(h);
        } else if (!strncmp(argv[i], "t:", 2)) {
            error = put(argv[i] + 2, strlen(argv[i] + 2));
        } else if (!strncmp(argv[i], "s:", 2)) {
            error = put(pattern(atoi(argv[i] + 2)), atoi(argv[i] + 2));
        } else if (!strncmp(argv[i], "n:", 2)) {
            int count = atoi(argv[i] + 2), size = atoi(strchr(argv[i] + 2, ':') + 1);
            pattern(size);
            while (count-- > 0 && !error) error = put(bytes, size);
        } else if (!strncmp(argv[i], "w:", 2)) {
            Sleep(atoi(argv[i] + 2));
        } else if (!strcmp(argv[i], "line") && !fgets(line, sizeof line, stdin)) {
            return 1;
        }
        printf(error ? "%s error %lu\n" : "%s\n", argv[i], error);
        fflush(stdout);
    }
    return 0;
}
