/*
 * Listens and answers small texts: the other side of talker.c. It knows nothing of taps.
 *   listener pipe NAME INSTANCES MAX [closed]
 *                                       answers each message; MAX is the pipe's number of instances (255: unlimited);
 *                                       "closed": the process lets nobody open it, as services do to ordinary users
 *   listener mailslot NAME              reads
 *   listener tcp                        answers each line, one connection a thread, on a port that it prints
 *   listener udp                        answers each datagram
 * It prints "port N" where there is one, then "ready PID", and runs until it is ended.
 */
#include <winsock2.h>
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROOM 4096

static char name[300];
static int max_instances;
static volatile LONG seen;

static int failed(const char *what, DWORD error)
{
    printf("%s error %lu\n", what, error);
    fflush(stdout);
    return 1;
}

static int answer(char *to)
{
    return sprintf(to, "{\"answer\":%ld,\"by\":%lu,\"state\":\"done\"}\n", InterlockedIncrement(&seen),
        GetCurrentProcessId());
}

static DWORD WINAPI serve_pipe(LPVOID made)
{
    HANDLE h = made;
    char room[ROOM];
    for (;;) {
        DWORD n;
        if (!ConnectNamedPipe(h, NULL) && GetLastError() != ERROR_PIPE_CONNECTED && GetLastError() != ERROR_NO_DATA)
            return failed("connect", GetLastError());
        while (ReadFile(h, room, ROOM, &n, NULL)) WriteFile(h, room, answer(room), &n, NULL);
        DisconnectNamedPipe(h);
    }
}

static int make_pipe(int instances)
{
    for (int i = 0; i < instances; i++) {
        HANDLE h = CreateNamedPipeA(name, PIPE_ACCESS_DUPLEX, PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE, max_instances,
            ROOM, ROOM, 0, NULL);
        if (h == INVALID_HANDLE_VALUE) return failed("pipe", GetLastError());
        CreateThread(NULL, 0, serve_pipe, h, 0, NULL);
    }
    return 0;
}

static int read_mailslot(void)
{
    static char room[ROOM];
    DWORD n;
    HANDLE h = CreateMailslotA(name, 0, MAILSLOT_WAIT_FOREVER, NULL);
    if (h == INVALID_HANDLE_VALUE) return failed("mailslot", GetLastError());
    printf("ready %lu\n", GetCurrentProcessId());
    fflush(stdout);
    while (ReadFile(h, room, ROOM, &n, NULL)) { }
    return failed("read", GetLastError());
}

static DWORD WINAPI serve_tcp(LPVOID accepted)
{
    SOCKET s = (SOCKET)accepted;
    char room[ROOM];
    int n;
    while ((n = recv(s, room, ROOM, 0)) > 0) send(s, room, answer(room), 0);
    closesocket(s);
    return 0;
}

static int serve_socket(int type)
{
    static char room[ROOM];
    struct sockaddr_in at = {0}, from;
    int size = sizeof at, n;
    SOCKET s = socket(AF_INET, type, 0);
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(s, (struct sockaddr *)&at, sizeof at) || (type == SOCK_STREAM && listen(s, 50)))
        return failed("bind", WSAGetLastError());
    getsockname(s, (struct sockaddr *)&at, &size);
    printf("port %d\nready %lu\n", ntohs(at.sin_port), GetCurrentProcessId());
    fflush(stdout);
    for (;;) {
        if (type == SOCK_STREAM) {
            SOCKET c = accept(s, NULL, NULL);
            if (c != INVALID_SOCKET) CreateThread(NULL, 0, serve_tcp, (LPVOID)c, 0, NULL);
            continue;
        }
        size = sizeof from;
        n = recvfrom(s, room, ROOM, 0, (struct sockaddr *)&from, &size);
        if (n >= 0) sendto(s, room, answer(room), 0, (struct sockaddr *)&from, size);
    }
}

/* An access list without entries lets nobody in. */
static void close_process(void)
{
    SECURITY_DESCRIPTOR nobody;
    ACL acl;
    InitializeAcl(&acl, sizeof acl, ACL_REVISION);
    InitializeSecurityDescriptor(&nobody, SECURITY_DESCRIPTOR_REVISION);
    SetSecurityDescriptorDacl(&nobody, TRUE, &acl, FALSE);
    if (!SetKernelObjectSecurity(GetCurrentProcess(), DACL_SECURITY_INFORMATION, &nobody)) failed("close", GetLastError());
}

int main(int argc, char **argv)
{
    WSADATA data;
    WSAStartup(MAKEWORD(2, 2), &data);
    if (argc > 4 && !strcmp(argv[1], "pipe")) {
        snprintf(name, sizeof name, "\\\\.\\pipe\\%s", argv[2]);
        max_instances = atoi(argv[4]);
        if (make_pipe(atoi(argv[3]))) return 1;
        if (argc > 5 && !strcmp(argv[5], "closed")) close_process();
        printf("ready %lu\n", GetCurrentProcessId());
        fflush(stdout);
        Sleep(INFINITE);
    }
    if (argc > 2 && !strcmp(argv[1], "mailslot")) {
        snprintf(name, sizeof name, "\\\\.\\mailslot\\%s", argv[2]);
        return read_mailslot();
    }
    if (argc > 1 && !strcmp(argv[1], "tcp")) return serve_socket(SOCK_STREAM);
    if (argc > 1 && !strcmp(argv[1], "udp")) return serve_socket(SOCK_DGRAM);
    return 2;
}
