/*
 * A DDE server by DDEML. It knows nothing of taps.
 *   ddeserver SERVICE TOPIC[,TOPIC…] [unicode] [wild] [tick=MS] [topmost]
 * It prints a line for each thing that a client does. A line on its standard input: "set TEXT" gives the item Price a new
 * value and tells those who asked to be told; "tell N" does so N times, every 20 ms; its end, or "quit", ends the program.
 * Items: Price (any value, CF_TEXT, CF_UNICODETEXT and the registered format "Sample quote"), Slow (the same after 9 s in
 * the callback), others are refused. A poke of Busy and No, and the commands [Busy] and [No], are answered so; [Slow]
 * takes 9 s; [Set TEXT] does as "set TEXT" once it is acknowledged; other commands are acknowledged. Topic "Refused" exists but isn't served.
 * With tick=MS Price changes by itself, and the input isn't read. With "wild" it answers clients that leave service or topic open; with "topmost" its
 * windows lie before all others. Wine copies a message with its data onto the stack, and a poke may be large.
 * Stack: 67108864
 */
#include <windows.h>
#include <ddeml.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TOPICS 8
#define SLOW 9000

static DWORD instance, mainThread;
static HSZ service, topics[TOPICS], price;
static int topicCount, unicode, wild;
static UINT quote;
static char value[2000] = "12.5";

static const char *text(HSZ handle)
{
    static char names[4][300];
    static int next;
    char *name = names[next++ & 3];
    name[0] = 0;
    if (handle) DdeQueryStringA(instance, handle, name, 300, CP_WINANSI);
    return name;
}

static const char *format(UINT f)
{
    static char name[100];
    if (f == CF_TEXT) return "CF_TEXT";
    if (f == CF_UNICODETEXT) return "CF_UNICODETEXT";
    if (!GetClipboardFormatNameA(f, name, sizeof name)) snprintf(name, sizeof name, "%u", f);
    return name;
}

static HDDEDATA give(HSZ item, UINT f)
{
    WCHAR wide[2000];
    if (strcmp(text(item), "Price") && strcmp(text(item), "Slow")) return 0;
    if (f == CF_UNICODETEXT) {
        int n = MultiByteToWideChar(CP_ACP, 0, value, -1, wide, 2000);
        return DdeCreateDataHandle(instance, (BYTE *)wide, n * sizeof(WCHAR), 0, item, f, 0);
    }
    if (f == quote) {
        struct { int version; double value; } binary = { 1, atof(value) };
        return DdeCreateDataHandle(instance, (BYTE *)&binary, sizeof binary, 0, item, f, 0);
    }
    if (f != CF_TEXT) return 0;
    return DdeCreateDataHandle(instance, (BYTE *)value, strlen(value) + 1, 0, item, f, 0);
}

static void bytes(HDDEDATA data, char *to, DWORD size)
{
    DWORD n = DdeGetData(data, (BYTE *)to, size - 2, 0);
    to[n] = to[n + 1] = 0;
}

static ULONG_PTR status(const char *name)
{
    if (strstr(name, "Busy")) return DDE_FBUSY;
    if (strstr(name, "No")) return DDE_FNOTPROCESSED;
    return DDE_FACK;
}

static void changed(void)
{
    for (int i = 0; i < topicCount; i++) DdePostAdvise(instance, topics[i], price);
}

static int serves(HSZ topic)
{
    for (int i = 0; i < topicCount; i++)
        if (!DdeCmpStringHandles(topic, topics[i])) return strcmp(text(topic), "Refused") != 0;
    return 0;
}

static HDDEDATA all(HSZ topic)
{
    HSZPAIR pairs[TOPICS + 1] = {{0}};
    int n = 0;
    for (int i = 0; i < topicCount; i++)
        if (!topic || !DdeCmpStringHandles(topic, topics[i])) {
            pairs[n].hszSvc = service;
            pairs[n++].hszTopic = topics[i];
        }
    return wild && n ? DdeCreateDataHandle(instance, (BYTE *)pairs, (n + 1) * sizeof(HSZPAIR), 0, 0, CF_TEXT, 0) : 0;
}

static HDDEDATA poke(HSZ topic, HSZ item, UINT f, HDDEDATA data)
{
    char got[2000];
    bytes(data, got, sizeof got);
    if (f == CF_UNICODETEXT) {
        WCHAR wide[1000];
        memcpy(wide, got, sizeof wide);
        WideCharToMultiByte(CP_ACP, 0, wide, -1, got, sizeof got, NULL, NULL);
    }
    printf("poke %s|%s %s '%s'\n", text(topic), text(item), format(f), got);
    if (!strcmp(text(item), "Price")) {
        strcpy(value, got);
        changed(); /* from within the callback */
    }
    return (HDDEDATA)status(text(item));
}

static HDDEDATA execute(HSZ topic, HDDEDATA data)
{
    char got[2000], command[2000];
    bytes(data, got, sizeof got);
    int wide = got[0] && !got[1];
    if (wide) WideCharToMultiByte(CP_ACP, 0, (WCHAR *)got, -1, command, sizeof command, NULL, NULL);
    else strcpy(command, got);
    printf("execute %s %s (%s)\n", text(topic), command, wide ? "UTF-16" : "ANSI");
    if (strstr(command, "[Slow]")) Sleep(SLOW);
    if (!strncmp(command, "[Set ", 5)) {
        command[strcspn(command, "]")] = 0;
        command[1] = 's';
        PostThreadMessageA(mainThread, WM_APP, 0, (LPARAM)_strdup(command + 1));
    }
    return (HDDEDATA)status(command);
}

static HDDEDATA CALLBACK called(UINT type, UINT f, HCONV conversation, HSZ one, HSZ two, HDDEDATA data, ULONG_PTR x,
    ULONG_PTR y)
{
    HDDEDATA answer = 0;
    switch (type) {
    case XTYP_CONNECT:
        answer = (HDDEDATA)(ULONG_PTR)serves(one);
        printf("connect %s|%s %s\n", text(two), text(one), answer ? "accepted" : "refused");
        break;
    case XTYP_WILDCONNECT:
        printf("wild connect %s|%s\n", text(two), text(one));
        answer = all(one);
        break;
    case XTYP_DISCONNECT: printf("disconnect\n"); break;
    case XTYP_REQUEST:
        printf("request %s|%s %s\n", text(one), text(two), format(f));
        fflush(stdout);
        if (!strcmp(text(two), "Slow")) Sleep(SLOW);
        answer = give(two, f);
        break;
    case XTYP_ADVREQ: answer = give(two, f); break;
    case XTYP_POKE: answer = poke(one, two, f, data); break;
    case XTYP_EXECUTE: answer = execute(one, data); break;
    case XTYP_ADVSTART:
        answer = (HDDEDATA)(ULONG_PTR)(strcmp(text(two), "Price") == 0);
        printf("advise %s|%s %s %s\n", text(one), text(two), format(f), answer ? "accepted" : "refused");
        break;
    case XTYP_ADVSTOP: printf("unadvise %s|%s\n", text(one), text(two)); break;
    }
    fflush(stdout);
    return answer;
}

static DWORD WINAPI input(void *unused)
{
    static char line[1000];
    while (fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\r\n")] = 0;
        if (!strcmp(line, "quit")) break;
        PostThreadMessageA(mainThread, WM_APP, 0, (LPARAM)_strdup(line));
    }
    PostThreadMessageA(mainThread, WM_QUIT, 0, 0);
    return 0;
}

static void obey(char *line)
{
    if (!strncmp(line, "set ", 4)) {
        strcpy(value, line + 4);
        changed();
    } else if (!strncmp(line, "tell ", 5)) {
        for (int i = 0; i < atoi(line + 5); i++) {
            sprintf(value, "tick %d", i);
            changed();
            Sleep(20);
        }
    }
    printf("did %s\n", line);
    fflush(stdout);
    free(line);
}

static BOOL CALLBACK lift(HWND window, LPARAM unused)
{
    SetWindowPos(window, HWND_TOPMOST, 0, 0, 0, 0, SWP_NOMOVE | SWP_NOSIZE | SWP_NOACTIVATE);
    return TRUE;
}

int main(int argc, char **argv)
{
    MSG message;
    int tick = 0, count = 0, topmost = 0;
    if (argc < 3) return 2;
    for (int i = 3; i < argc; i++) {
        if (!strcmp(argv[i], "unicode")) unicode = 1;
        if (!strcmp(argv[i], "wild")) wild = 1;
        if (!strcmp(argv[i], "topmost")) topmost = 1;
        if (!strncmp(argv[i], "tick=", 5)) tick = atoi(argv[i] + 5);
    }
    mainThread = GetCurrentThreadId();
    PeekMessageA(&message, NULL, WM_USER, WM_USER, PM_NOREMOVE);
    UINT error = unicode ? DdeInitializeW(&instance, called, APPCLASS_STANDARD, 0)
                         : DdeInitializeA(&instance, called, APPCLASS_STANDARD, 0);
    if (error) {
        printf("DdeInitialize error 0x%x\n", error);
        return 1;
    }
    quote = RegisterClipboardFormatA("Sample quote");
    service = DdeCreateStringHandleA(instance, argv[1], CP_WINANSI);
    price = DdeCreateStringHandleA(instance, "Price", CP_WINANSI);
    for (char *topic = strtok(argv[2], ","); topic && topicCount < TOPICS; topic = strtok(NULL, ","))
        topics[topicCount++] = DdeCreateStringHandleA(instance, topic, CP_WINANSI);
    DdeNameService(instance, service, 0, DNS_REGISTER);
    if (topmost) EnumThreadWindows(mainThread, lift, 0);
    printf("ready %lu\n", GetCurrentProcessId());
    fflush(stdout);
    if (tick) SetTimer(NULL, 0, tick, NULL);
    else CreateThread(NULL, 0, input, NULL, 0, NULL);
    while (GetMessageA(&message, NULL, 0, 0) > 0) {
        if (!message.hwnd && message.message == WM_APP) obey((char *)message.lParam);
        else if (!message.hwnd && message.message == WM_TIMER) {
            sprintf(value, "%d.%02d", 12 + count % 7, count * 37 % 100);
            count++;
            changed();
        } else DispatchMessageA(&message);
    }
    DdeNameService(instance, service, 0, DNS_UNREGISTER);
    DdeUninitialize(instance);
    return 0;
}
