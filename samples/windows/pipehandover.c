/*
 * A server of a pipe with one instance that leaves its client to a child process, which inherits the handle and echoes.
 * It knows nothing of taps.
 *   pipehandover NAME connected|listening keep|close
 * With "connected" the child is started when a client is there, with "listening" before; "close": the parent closes its
 * own handle then. Both end when the client has hung up.
 */
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void wait_for_client(HANDLE pipe)
{
    DWORD error = ConnectNamedPipe(pipe, NULL) ? 0 : GetLastError();
    if (error && error != ERROR_PIPE_CONNECTED) printf("accept error %lu\n", error);
}

static int child(HANDLE pipe)
{
    char room[4096];
    DWORD n, written;
    wait_for_client(pipe);
    while (ReadFile(pipe, room, sizeof room, &n, NULL)) {
        printf("child read %lu\n", n);
        if (!WriteFile(pipe, room, n, &written, NULL)) printf("child write error %lu\n", GetLastError());
    }
    printf("child read error %lu\n", GetLastError());
    return 0;
}

int main(int argc, char **argv)
{
    char name[300], command[600];
    SECURITY_ATTRIBUTES inherited = {sizeof inherited, NULL, TRUE};
    STARTUPINFOA how = {sizeof how};
    PROCESS_INFORMATION started;
    HANDLE pipe;
    int connected;

    setvbuf(stdout, NULL, _IONBF, 0);
    if (argc == 3 && !strcmp(argv[1], "child")) return child((HANDLE)(size_t)strtoull(argv[2], NULL, 10));
    if (argc != 4) {
        fprintf(stderr, "pipehandover NAME connected|listening keep|close\n");
        return 2;
    }
    connected = !strcmp(argv[2], "connected");
    snprintf(name, sizeof name, "\\\\.\\pipe\\%s", argv[1]);
    pipe = CreateNamedPipeA(name, PIPE_ACCESS_DUPLEX, PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE, 1, 4096, 4096, 0, &inherited);
    if (pipe == INVALID_HANDLE_VALUE) {
        printf("pipe error %lu\n", GetLastError());
        return 3;
    }
    if (connected) {
        printf("ready\n");
        wait_for_client(pipe);
    }
    snprintf(command, sizeof command, "\"%s\" child %llu", argv[0], (unsigned long long)(size_t)pipe);
    if (!CreateProcessA(NULL, command, NULL, NULL, TRUE, 0, NULL, NULL, &how, &started)) {
        printf("child error %lu\n", GetLastError());
        return 3;
    }
    if (!strcmp(argv[3], "close")) CloseHandle(pipe);
    if (!connected) printf("ready\n");
    if (WaitForSingleObject(started.hProcess, 60000) != WAIT_OBJECT_0) {
        printf("child hangs\n");
        TerminateProcess(started.hProcess, 1);
    }
    printf("end\n");
    return 0;
}
