/*
 * Listens at a net.pipe:// address: publishes a section that holds a GUID and serves the pipe of that name, as services
 * of Windows Communication Foundation do. Written after their documentation, since Wine has no .NET. It echoes messages
 * and knows nothing of taps.
 *   netpipe PATH [global|local] [HOST]     for net.pipe://HOST/PATH; HOST is + (any) if not given
 * It prints "section NAME", "pipe NAME" and "ready PID" and ends when its standard input ends.
 */
#include <windows.h>
#include <rpc.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROOM (1 << 20)
#define INSTANCES 3

#pragma pack(push, 1)
struct content {
    unsigned char made, unused[3];
    UUID guid;
};
#pragma pack(pop)

static char pipe_name[100];

static void base64(const unsigned char *from, char *to)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t left = strlen((const char *)from);
    for (; left > 0; from += 3) {
        unsigned bits = from[0] << 16 | (left > 1 ? from[1] << 8 : 0) | (left > 2 ? from[2] : 0);
        *to++ = digits[bits >> 18];
        *to++ = digits[bits >> 12 & 63];
        *to++ = left > 1 ? digits[bits >> 6 & 63] : '=';
        *to++ = left > 2 ? digits[bits & 63] : '=';
        left -= left > 3 ? 3 : left;
    }
    *to = 0;
}

static DWORD WINAPI serve(LPVOID made)
{
    HANDLE h = made;
    char *room = malloc(ROOM);
    for (;;) {
        DWORD n, written;
        if (!ConnectNamedPipe(h, NULL) && GetLastError() != ERROR_PIPE_CONNECTED && GetLastError() != ERROR_NO_DATA)
            return 1;
        while (ReadFile(h, room, ROOM, &n, NULL)) WriteFile(h, room, n, &written, NULL);
        DisconnectNamedPipe(h);
    }
}

int main(int argc, char **argv)
{
    char address[200], section[400], *guid, *p;
    struct content *content;
    HANDLE mapping;
    if (argc < 2) return 2;
    snprintf(address, sizeof address, "://%s/%s/", argc > 3 ? argv[3] : "+", argv[1]);
    for (p = address; *p; p++) *p = (char)toupper((unsigned char)*p);
    memmove(address + 8, address, strlen(address) + 1);
    memcpy(address, "net.pipe", 8);
    p = section + sprintf(section, "%s\\net.pipe:E", argc > 2 && !strcmp(argv[2], "local") ? "Local" : "Global");
    base64((unsigned char *)address, p);

    mapping = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, sizeof *content, section);
    content = mapping ? MapViewOfFile(mapping, FILE_MAP_WRITE, 0, 0, 0) : NULL;
    if (!content) {
        printf("section error %lu\n", GetLastError());
        return 1;
    }
    UuidCreate(&content->guid);
    UuidToStringA(&content->guid, (unsigned char **)&guid);
    snprintf(pipe_name, sizeof pipe_name, "\\\\.\\pipe\\%s", guid);
    for (int i = 0; i < INSTANCES; i++) {
        HANDLE h = CreateNamedPipeA(pipe_name, PIPE_ACCESS_DUPLEX, PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE,
            PIPE_UNLIMITED_INSTANCES, 8192, 8192, 0, NULL);
        if (h == INVALID_HANDLE_VALUE) {
            printf("pipe error %lu\n", GetLastError());
            return 1;
        }
        CreateThread(NULL, 0, serve, h, 0, NULL);
    }
    content->made = 1;
    printf("section %s\npipe %s\nready %lu\n", section, guid, GetCurrentProcessId());
    fflush(stdout);
    while (getchar() != EOF) { }
    return 0;
}
