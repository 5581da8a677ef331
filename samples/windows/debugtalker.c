/*
 * Says lines by OutputDebugString: "tick N from pid PID". It knows nothing of taps.
 *   debugtalker COUNT [MILLISECONDS]
 * The last line is said by OutputDebugStringW and isn't ASCII. It prints "ready PID" at first and "done" at its end.
 */
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    char line[64];
    int count = argc > 1 ? atoi(argv[1]) : 10;
    DWORD rest = argc > 2 ? strtoul(argv[2], NULL, 10) : 0;
    printf("ready %lu\n", GetCurrentProcessId());
    fflush(stdout);
    for (int i = 0; i < count; i++) {
        snprintf(line, sizeof line, "tick %d from pid %lu\n", i, GetCurrentProcessId());
        OutputDebugStringA(line);
        if (rest) Sleep(rest);
    }
    OutputDebugStringW(L"wide \x00e9\n");
    printf("done\n");
    return 0;
}
