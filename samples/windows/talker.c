/*
 * Says a small text every MS milliseconds to listener.c, or to a tap before it, and awaits its answer where there is one.
 * It knows nothing of taps.
 *   talker pipe NAME MS      connects anew after each 25 texts
 *   talker mailslot NAME MS
 *   talker tcp PORT MS       connects anew after each 25 texts
 *   talker udp PORT MS
 * It prints "ready PID" at its first answer (text, for a mailslot), and a line for each error.
 */
#include <winsock2.h>
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROOM 4096
#define TEXTS 25

static const char *const things[] = {"apples", "bread", "coffee", "dates", "eggs"};
static char room[ROOM];
static int said;

static int text(void)
{
    said++;
    return sprintf(room, "{\"order\":%d,\"item\":\"%s\",\"count\":%d}\n", said, things[said % 5], 1 + said * 7 % 12);
}

static int heard(void)
{
    static int told;
    if (!told++) printf("ready %lu\n", GetCurrentProcessId());
    fflush(stdout);
    return 1;
}

static int failed(const char *what, DWORD error)
{
    printf("%s error %lu\n", what, error);
    fflush(stdout);
    Sleep(200);
    return 0;
}

static HANDLE open_pipe(const char *name)
{
    DWORD mode = PIPE_READMODE_MESSAGE;
    HANDLE h = CreateFileA(name, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    if (h == INVALID_HANDLE_VALUE && GetLastError() == ERROR_PIPE_BUSY && WaitNamedPipeA(name, 5000))
        h = CreateFileA(name, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    if (h != INVALID_HANDLE_VALUE) SetNamedPipeHandleState(h, &mode, NULL, NULL);
    return h;
}

static void talk_pipe(const char *name, int rest)
{
    HANDLE h = open_pipe(name);
    if (h == INVALID_HANDLE_VALUE) {
        failed("open", GetLastError());
        return;
    }
    for (int i = 0; i < TEXTS; i++) {
        DWORD n;
        if (!WriteFile(h, room, text(), &n, NULL) || !ReadFile(h, room, ROOM, &n, NULL)) {
            failed("talk", GetLastError());
            break;
        }
        heard();
        Sleep(rest);
    }
    CloseHandle(h);
}

static void talk_mailslot(const char *name, int rest)
{
    DWORD n;
    HANDLE h = CreateFileA(name, GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
    if (h == INVALID_HANDLE_VALUE) {
        failed("open", GetLastError());
        return;
    }
    if (WriteFile(h, room, text(), &n, NULL)) heard();
    else failed("write", GetLastError());
    CloseHandle(h);
    Sleep(rest);
}

static void talk_socket(int type, int port, int rest)
{
    struct sockaddr_in at = {0};
    SOCKET s = socket(AF_INET, type, 0);
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    at.sin_port = htons((u_short)port);
    setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, (const char *)&(DWORD){5000}, sizeof(DWORD));
    if (connect(s, (struct sockaddr *)&at, sizeof at)) {
        failed("connect", WSAGetLastError());
    } else {
        for (int i = 0; i < TEXTS; i++) {
            if (send(s, room, text(), 0) <= 0 || recv(s, room, ROOM, 0) <= 0) {
                failed("talk", WSAGetLastError());
                break;
            }
            heard();
            Sleep(rest);
        }
    }
    closesocket(s);
}

int main(int argc, char **argv)
{
    char name[300];
    WSADATA data;
    if (argc < 4) return 2;
    int rest = atoi(argv[3]);
    WSAStartup(MAKEWORD(2, 2), &data);
    snprintf(name, sizeof name, "\\\\.\\%s\\%s", argv[1], argv[2]);
    for (;;) {
        if (!strcmp(argv[1], "pipe")) talk_pipe(name, rest);
        else if (!strcmp(argv[1], "mailslot")) talk_mailslot(name, rest);
        else if (!strcmp(argv[1], "tcp")) talk_socket(SOCK_STREAM, atoi(argv[2]), rest);
        else if (!strcmp(argv[1], "udp")) talk_socket(SOCK_DGRAM, atoi(argv[2]), rest);
        else return 2;
    }
}
