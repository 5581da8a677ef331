/*
 * Pipe servers that throw each client out as soon as it has come, and the clients. It knows nothing of taps.
 *   pipethrower NAME THREADS SECONDS
 * Each thread makes an instance of \\.\pipe\NAME-number, opens it and calls DisconnectNamedPipe, again and again.
 * It prints "ready", and at the end how many clients were thrown out.
 */
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>

static const char *base;
static volatile LONG numbers, thrown;
static volatile int ended;

static DWORD WINAPI thrower(LPVOID unused)
{
    char name[300];
    HANDLE server;
    DWORD mode = PIPE_NOWAIT;
    (void)unused;
    snprintf(name, sizeof name, "\\\\.\\pipe\\%s-%ld", base, InterlockedIncrement(&numbers));
    server = CreateNamedPipeA(name, PIPE_ACCESS_DUPLEX, 0, 1, 4096, 4096, 0, NULL);
    SetNamedPipeHandleState(server, &mode, NULL, NULL);
    while (!ended) {
        HANDLE client = CreateFileA(name, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
        if (client == INVALID_HANDLE_VALUE) {
            printf("open error %lu\n", GetLastError());
            return 1;
        }
        DisconnectNamedPipe(server);
        InterlockedIncrement(&thrown);
        CloseHandle(client);
        ConnectNamedPipe(server, NULL); /* without waiting: it listens */
    }
    CloseHandle(server);
    return 0;
}

int main(int argc, char **argv)
{
    HANDLE threads[16];
    int n;
    if (argc != 4 || (n = atoi(argv[2])) < 1 || n > 16) {
        fprintf(stderr, "pipethrower NAME THREADS SECONDS\n");
        return 2;
    }
    base = argv[1];
    for (int i = 0; i < n; i++) threads[i] = CreateThread(NULL, 0, thrower, NULL, 0, NULL);
    printf("ready\n");
    fflush(stdout);
    Sleep(atoi(argv[3]) * 1000);
    ended = 1;
    WaitForMultipleObjects(n, threads, TRUE, INFINITE);
    printf("thrown out %ld\n", thrown);
    return 0;
}
