/*
 * Winsock programs that know nothing of taps.
 *   winsock tcp-server               echoes each connection until its end, then says it, one after the other
 *   winsock tcp-client PORT SIZE     sends SIZE bytes, ends its sending, reads all that comes back
 *   winsock tcp-breaker              resets each connection at its first byte
 *   winsock tcp-broken PORT COUNT    reads on so many connections, one after the other, sends a byte and says how each ends
 *   winsock udp-server               echoes datagrams; one of three bytes "END" ends it
 *   winsock udp-client PORT SIZE…    sends datagrams of these sizes and awaits each one's echo
 * All on 127.0.0.1. Servers print "port N" and "pid N" and end when their standard input ends.
 */
#include <winsock2.h>
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROOM 65536
static char room[ROOM];

static unsigned add(unsigned h, const char *p, int n)
{
    for (int i = 0; i < n; i++) h = (h ^ (unsigned char)p[i]) * 16777619u;
    return h;
}

static struct sockaddr_in at(int port)
{
    struct sockaddr_in a;
    memset(&a, 0, sizeof a);
    a.sin_family = AF_INET;
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    a.sin_port = htons((u_short)port);
    return a;
}

static DWORD WINAPI await_end(LPVOID unused)
{
    (void)unused;
    while (getchar() != EOF) { }
    ExitProcess(0);
}

static SOCKET server(int type)
{
    struct sockaddr_in a = at(0);
    int size = sizeof a;
    SOCKET s = socket(AF_INET, type, 0);
    if (bind(s, (struct sockaddr *)&a, sizeof a) || (type == SOCK_STREAM && listen(s, 50))) {
        printf("bind error %d\n", WSAGetLastError());
        exit(1);
    }
    getsockname(s, (struct sockaddr *)&a, &size);
    printf("pid %lu\nport %d\n", GetCurrentProcessId(), ntohs(a.sin_port));
    fflush(stdout);
    CreateThread(NULL, 0, await_end, NULL, 0, NULL);
    return s;
}

static void tcp_server(void)
{
    SOCKET s = server(SOCK_STREAM);
    for (;;) {
        SOCKET c = accept(s, NULL, NULL);
        unsigned h = 2166136261u, all = 0;
        int n;
        while ((n = recv(c, room, ROOM, 0)) > 0) {
            h = add(h, room, n);
            all += n;
            for (int done = 0, m; done < n && (m = send(c, room + done, n - done, 0)) > 0; done += m) { }
        }
        printf("end %d after %u sum %08x\n", n < 0 ? WSAGetLastError() : 0, all, h);
        fflush(stdout);
        closesocket(c);
    }
}

static DWORD WINAPI receive(LPVOID socket_)
{
    SOCKET s = *(SOCKET *)socket_;
    unsigned h = 2166136261u, all = 0;
    static char back[ROOM];
    int n;
    while ((n = recv(s, back, ROOM, 0)) > 0) {
        h = add(h, back, n);
        all += n;
    }
    printf("end %d after %u sum %08x\n", n < 0 ? WSAGetLastError() : 0, all, h);
    return 0;
}

static int tcp_client(int port, int size)
{
    struct sockaddr_in a = at(port);
    SOCKET s = socket(AF_INET, SOCK_STREAM, 0);
    HANDLE reader;
    printf("pid %lu\n", GetCurrentProcessId());
    if (connect(s, (struct sockaddr *)&a, sizeof a)) {
        printf("connect error %d\n", WSAGetLastError());
        return 1;
    }
    reader = CreateThread(NULL, 0, receive, &s, 0, NULL);
    for (int left = size; left > 0;) {
        int n = left < ROOM ? left : ROOM;
        for (int i = 0; i < n; i++) room[i] = (char)(i * 31 + left);
        n = send(s, room, n, 0);
        if (n <= 0) {
            printf("send error %d\n", WSAGetLastError());
            return 1;
        }
        left -= n;
    }
    shutdown(s, SD_SEND);
    WaitForSingleObject(reader, INFINITE);
    closesocket(s);
    return 0;
}

static void tcp_breaker(void)
{
    struct linger reset = { 1, 0 };
    SOCKET s = server(SOCK_STREAM);
    for (;;) {
        SOCKET c = accept(s, NULL, NULL);
        recv(c, room, 1, 0);
        setsockopt(c, SOL_SOCKET, SO_LINGER, (char *)&reset, sizeof reset);
        closesocket(c);
    }
}

static int tcp_broken(int port, int count)
{
    struct sockaddr_in a = at(port);
    for (int i = 0; i < count; i++) {
        SOCKET s = socket(AF_INET, SOCK_STREAM, 0);
        HANDLE reader;
        if (connect(s, (struct sockaddr *)&a, sizeof a)) {
            printf("connect error %d\n", WSAGetLastError());
            return 1;
        }
        reader = CreateThread(NULL, 0, receive, &s, 0, NULL);
        Sleep(50); /* so that it reads */
        send(s, "?", 1, 0);
        WaitForSingleObject(reader, INFINITE);
        CloseHandle(reader);
        closesocket(s);
    }
    return 0;
}

static int udp_server(void)
{
    SOCKET s = server(SOCK_DGRAM);
    for (;;) {
        struct sockaddr_in from;
        int size = sizeof from;
        int n = recvfrom(s, room, ROOM, 0, (struct sockaddr *)&from, &size);
        if (n == 3 && !memcmp(room, "END", 3)) return 0;
        if (n < 0) continue; /* WSAECONNRESET: an earlier answer met nobody */
        printf("got %d sum %08x\n", n, add(2166136261u, room, n));
        fflush(stdout);
        sendto(s, room, n, 0, (struct sockaddr *)&from, size);
    }
}

static int udp_client(int port, int count, char **sizes)
{
    struct sockaddr_in a = at(port);
    SOCKET s = socket(AF_INET, SOCK_DGRAM, 0);
    printf("pid %lu\n", GetCurrentProcessId());
    connect(s, (struct sockaddr *)&a, sizeof a);
    for (int i = 0; i < count; i++) {
        int size = atoi(sizes[i]);
        memset(room, 'a' + i, size);
        send(s, room, size, 0);
        int n = recv(s, room, ROOM, 0);
        printf("back %d sum %08x\n", n, n < 0 ? 0 : add(2166136261u, room, n));
    }
    closesocket(s);
    return 0;
}

int main(int argc, char **argv)
{
    WSADATA data;
    WSAStartup(MAKEWORD(2, 2), &data);
    if (argc > 1 && !strcmp(argv[1], "tcp-server")) tcp_server();
    if (argc > 3 && !strcmp(argv[1], "tcp-client")) return tcp_client(atoi(argv[2]), atoi(argv[3]));
    if (argc > 1 && !strcmp(argv[1], "tcp-breaker")) tcp_breaker();
    if (argc > 3 && !strcmp(argv[1], "tcp-broken")) return tcp_broken(atoi(argv[2]), atoi(argv[3]));
    if (argc > 1 && !strcmp(argv[1], "udp-server")) return udp_server();
    if (argc > 3 && !strcmp(argv[1], "udp-client")) return udp_client(atoi(argv[2]), argc - 3, argv + 3);
    return 2;
}
