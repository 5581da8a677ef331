/*
 * A named-pipe server that knows its clients by the order in which they come, and the client. It knows nothing of taps.
 *   pipeorder serve|open NAME CONNECTIONS ROUNDS
 * In each round the client opens CONNECTIONS in a row and writes to each which it is; then it reads an answer from each and
 * closes them. The server's instances begin to listen in their order, and it reads them in their order.
 * The server prints "ready" and at the end "rounds N swapped M": in how many of them something came from another connection.
 */
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST 32

static char name[300];
static HANDLE ends[MOST], event;

static DWORD finish(HANDLE h, BOOL ok, OVERLAPPED *o, DWORD *n)
{
    if (!ok && GetLastError() != ERROR_IO_PENDING) return GetLastError();
    return GetOverlappedResult(h, o, n, TRUE) ? 0 : GetLastError();
}

static int serve(int connections, int rounds)
{
    OVERLAPPED comes[MOST];
    int swapped = 0;
    for (int i = 0; i < connections; i++) {
        ends[i] = CreateNamedPipeA(name, PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED, 0, connections, 4096, 4096, 0, NULL);
        comes[i].hEvent = CreateEventA(NULL, TRUE, FALSE, NULL);
    }
    for (int round = 0; round < rounds; round++) {
        int other = 0, which;
        DWORD n, error;
        for (int i = 0; i < connections; i++)
            if (!ConnectNamedPipe(ends[i], &comes[i]) && GetLastError() == ERROR_PIPE_CONNECTED) SetEvent(comes[i].hEvent);
        if (!round) { printf("ready\n"); fflush(stdout); }
        for (int i = 0; i < connections; i++) {
            OVERLAPPED o = {0};
            o.hEvent = event;
            WaitForSingleObject(comes[i].hEvent, INFINITE);
            error = finish(ends[i], ReadFile(ends[i], &which, sizeof which, NULL, &o), &o, &n);
            if (error) { printf("read error %lu\n", error); return 1; }
            other |= which != i;
        }
        swapped += other;
        for (int i = 0; i < connections; i++) {
            OVERLAPPED o = {0};
            o.hEvent = event;
            finish(ends[i], WriteFile(ends[i], "y", 1, NULL, &o), &o, &n);
        }
        for (int i = 0; i < connections; i++) {
            OVERLAPPED o = {0};
            o.hEvent = event;
            finish(ends[i], ReadFile(ends[i], &which, sizeof which, NULL, &o), &o, &n); /* until it hangs up */
            DisconnectNamedPipe(ends[i]);
        }
    }
    printf("rounds %d swapped %d\n", rounds, swapped);
    return 0;
}

static int come(int connections, int rounds)
{
    DWORD n;
    for (int round = 0; round < rounds; round++) {
        char answer;
        for (int i = 0; i < connections; i++)
            while ((ends[i] = CreateFileA(name, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL)) == INVALID_HANDLE_VALUE) {
                if (GetLastError() != ERROR_PIPE_BUSY) { printf("open error %lu\n", GetLastError()); return 1; }
                WaitNamedPipeA(name, 10000);
            }
        for (int i = 0; i < connections; i++) WriteFile(ends[i], &i, sizeof i, &n, NULL);
        for (int i = 0; i < connections; i++)
            if (!ReadFile(ends[i], &answer, 1, &n, NULL)) { printf("read error %lu\n", GetLastError()); return 1; }
        for (int i = 0; i < connections; i++) CloseHandle(ends[i]);
    }
    printf("done\n");
    return 0;
}

int main(int argc, char **argv)
{
    int connections, rounds;
    if (argc != 5 || (connections = atoi(argv[3])) < 1 || connections > MOST || (rounds = atoi(argv[4])) < 1) {
        fprintf(stderr, "pipeorder serve|open NAME CONNECTIONS ROUNDS\n");
        return 2;
    }
    snprintf(name, sizeof name, "\\\\.\\pipe\\%s", argv[2]);
    event = CreateEventA(NULL, TRUE, FALSE, NULL);
    return strcmp(argv[1], "serve") ? come(connections, rounds) : serve(connections, rounds);
}
