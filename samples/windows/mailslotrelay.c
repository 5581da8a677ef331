/*
 * The least that a mailslot relay can be, as the rival in the benchmark: it reads FRONT and writes what came to REAL.
 *   mailslotrelay FRONT REAL        (names without \\.\mailslot\)
 */
#include <windows.h>
#include <stdio.h>

static char room[1 << 18];

int main(int argc, char **argv)
{
    char front[300], real[300];
    DWORD n, m;
    HANDLE in, out;
    if (argc < 3) return 2;
    snprintf(front, sizeof front, "\\\\.\\mailslot\\%s", argv[1]);
    snprintf(real, sizeof real, "\\\\.\\mailslot\\%s", argv[2]);
    in = CreateMailslotA(front, 0, MAILSLOT_WAIT_FOREVER, NULL);
    out = CreateFileA(real, GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
    if (in == INVALID_HANDLE_VALUE || out == INVALID_HANDLE_VALUE) {
        printf("error %lu\n", GetLastError());
        return 1;
    }
    printf("ready\n");
    fflush(stdout);
    while (ReadFile(in, room, sizeof room, &n, NULL) && WriteFile(out, room, n, &m, NULL)) { }
    printf("end %lu\n", GetLastError());
    return 0;
}
