/*
 * Keeps a struct in a named section up to date; the sequence is odd while it is written. It knows nothing of taps.
 *   telemetry NAME [MILLISECONDS [SECONDS]]
 * It prints "ready PID" and ends after SECONDS, without them when its standard input ends. The struct is that of
 * samples/layouts/telemetry.layout.
 */
#include <windows.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct telemetry {
    unsigned magic, version;
    volatile LONG64 sequence;
    double speed, altitude;
    unsigned engine[4];
    char status[32];
};

static DWORD WINAPI wait_for_end(void *unused)
{
    while (getchar() != EOF) {}
    exit(0);
}

int main(int argc, char **argv)
{
    static const char *states[] = {"climbing", "cruising", "descending", "gr\xc3\xbcn", "landed"};
    if (argc < 2) return 2;
    DWORD rest = argc > 2 ? strtoul(argv[2], NULL, 10) : 100, seconds = argc > 3 ? strtoul(argv[3], NULL, 10) : 0;
    HANDLE section = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 4096, argv[1]);
    struct telemetry *t = section ? MapViewOfFile(section, FILE_MAP_ALL_ACCESS, 0, 0, 0) : NULL;
    if (!t) {
        printf("error %lu\n", GetLastError());
        return 1;
    }
    t->magic = 0x454c4554;
    t->version = 1;
    printf("ready %lu\n", GetCurrentProcessId());
    fflush(stdout);
    if (!seconds) CreateThread(NULL, 0, wait_for_end, NULL, 0, NULL);
    DWORD begin = GetTickCount();
    for (unsigned step = 0; !seconds || GetTickCount() - begin < seconds * 1000; step++) {
        InterlockedIncrement64(&t->sequence);
        t->speed = 200 + 50 * sin(step / 20.0);
        t->altitude = 10000 + 100 * cos(step / 50.0);
        t->engine[step % 4] = 3000 + step % 500;
        if (step % 25 == 0) strncpy(t->status, states[step / 25 % 5], sizeof t->status - 1);
        InterlockedIncrement64(&t->sequence);
        Sleep(rest);
    }
    return 0;
}
