/*
 * A DDE client by DDEML. It knows nothing of taps.
 *   ddeclient SERVICE TOPIC [unicode] [quick] STEP…
 * Connects, does the steps and prints the result of each, and lets 300 ms pass after a request unless it is quick, since
 * Wine's servers send an acknowledgement too many after the data, which would be taken for the next answer: request:ITEM[:FORMAT], poke:ITEM:TEXT[:FORMAT], large:ITEM:SIZE (a poke of so many bytes),
 * execute:COMMANDS, advise:ITEM, warm:ITEM, ack:ITEM (advise that asks for acknowledgements), unadvise:ITEM, timeout:MS
 * of the steps that follow (5 s before), news:N waits until that many changes came in all, pump:MS, wait (a line on
 * standard input), gone (until the server ends the conversation), reconnect (ends the conversation and begins another), repeat:N (does all
 * steps before it so often). SERVICE or TOPIC "*" leaves it open. FORMAT is text, unicode or the name of a format.
 */
#include <windows.h>
#include <ddeml.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static DWORD instance, timeout = 5000;
static HSZ service, topic;
static HCONV conversation;
static int unicode, quick, news, gone, came;

static UINT format(const char *name)
{
    if (!name || !strcmp(name, "text")) return CF_TEXT;
    return strcmp(name, "unicode") ? RegisterClipboardFormatA(name) : CF_UNICODETEXT;
}

static void print(const BYTE *bytes, DWORD n, UINT f)
{
    char text[4000];
    if (f == CF_UNICODETEXT) {
        WideCharToMultiByte(CP_ACP, 0, (WCHAR *)bytes, n / 2, text, sizeof text - 1, NULL, NULL);
        printf("'%.*ls' UTF-16", (int)(n / 2), (WCHAR *)bytes);
    } else if (f == CF_TEXT) printf("'%.*s'", (int)strnlen((char *)bytes, n), bytes);
    else for (DWORD i = 0; i < n; i++) printf("%02x", bytes[i]);
    printf(" %lu bytes", n);
}

static HDDEDATA CALLBACK called(UINT type, UINT f, HCONV c, HSZ one, HSZ two, HDDEDATA data, ULONG_PTR x, ULONG_PTR y)
{
    if (type == XTYP_ADVDATA) {
        char item[300];
        BYTE bytes[4000];
        DdeQueryStringA(instance, two, item, sizeof item, CP_WINANSI);
        printf("news %s ", item);
        if (data) print(bytes, DdeGetData(data, bytes, sizeof bytes, 0), f);
        else printf("changed");
        printf("\n");
        news++;
        fflush(stdout);
        return (HDDEDATA)DDE_FACK;
    }
    return 0;
}

/* By looking, since Wine doesn't call a client back with XTYP_DISCONNECT. */
static void look(void)
{
    CONVINFO info = { sizeof info };
    if (!gone && (!DdeQueryConvInfo(conversation, QID_SYNC, &info) || !(info.wStatus & ST_CONNECTED))) {
        printf("disconnected by the server\n");
        fflush(stdout);
        gone = 1;
    }
}

static DWORD WINAPI input(void *unused)
{
    char line[300];
    while (fgets(line, sizeof line, stdin)) came++;
    return 0;
}

static void pump(DWORD until)
{
    MSG message;
    MsgWaitForMultipleObjects(0, NULL, FALSE, min(until, 20), QS_ALLINPUT);
    while (PeekMessageA(&message, NULL, 0, 0, PM_REMOVE)) DispatchMessageA(&message);
    look();
}

static void pumpFor(int milliseconds)
{
    for (DWORD end = GetTickCount() + milliseconds; (int)(end - GetTickCount()) > 0;) pump(20);
}

static int connect_(void)
{
    conversation = DdeConnect(instance, service, topic, NULL);
    if (conversation) printf("connected\n");
    else printf("not connected, error 0x%x\n", DdeGetLastError(instance));
    fflush(stdout);
    return conversation != 0;
}

static void transact(const char *what, char *item, BYTE *bytes, DWORD size, UINT f, UINT type)
{
    DWORD result = 0;
    HSZ handle = item ? DdeCreateStringHandleA(instance, item, CP_WINANSI) : 0;
    HDDEDATA data = DdeClientTransaction(bytes, size, conversation, handle, f, type, timeout, &result);
    printf("%s %s ", what, item ? item : "");
    if (!data) {
        UINT error = DdeGetLastError(instance);
        printf("failed, error 0x%x", error);
        if (error == DMLERR_NOTPROCESSED || error == DMLERR_BUSY) printf(" result 0x%lx", result & 0xc0ff);
    } else if (type == XTYP_REQUEST) {
        BYTE got[4000];
        printf("-> ");
        print(got, DdeGetData(data, got, sizeof got, 0), f);
        DdeFreeDataHandle(data);
    } else printf("done, result 0x%lx", result & 0xc0ff);
    printf("\n");
    fflush(stdout);
    if (type == XTYP_REQUEST && !quick) pumpFor(300);
}

static void send_(char *item, char *text, UINT f, UINT type, int wide)
{
    WCHAR utf16[2000];
    const char *what = type == XTYP_POKE ? "poke" : "execute";
    if (!wide) transact(what, item, (BYTE *)text, strlen(text) + 1, f, type);
    else {
        int n = MultiByteToWideChar(CP_ACP, 0, text, -1, utf16, 2000);
        transact(what, item, (BYTE *)utf16, n * sizeof(WCHAR), f, type);
    }
}

static void step(const char *given)
{
    char text[2000], *what, *item, *more, *third;
    snprintf(text, sizeof text, "%s", given);
    what = text;
    item = strchr(text, ':');
    if (item) *item++ = 0;
    if (!strcmp(what, "execute")) {
        send_(NULL, item, 0, XTYP_EXECUTE, unicode);
        return;
    }
    more = item ? strchr(item, ':') : NULL;
    if (more) *more++ = 0;
    third = more ? strchr(more, ':') : NULL;
    if (third) *third++ = 0;
    if (!strcmp(what, "request")) transact(what, item, NULL, 0, format(more), XTYP_REQUEST);
    else if (!strcmp(what, "poke")) send_(item, more, format(third), XTYP_POKE, format(third) == CF_UNICODETEXT);
    else if (!strcmp(what, "large")) transact("poke", item, calloc(1, atoi(more)), atoi(more), CF_TEXT, XTYP_POKE);
    else if (!strcmp(what, "advise")) transact(what, item, NULL, 0, CF_TEXT, XTYP_ADVSTART);
    else if (!strcmp(what, "warm")) transact(what, item, NULL, 0, CF_TEXT, XTYP_ADVSTART | XTYPF_NODATA);
    else if (!strcmp(what, "ack")) transact(what, item, NULL, 0, CF_TEXT, XTYP_ADVSTART | XTYPF_ACKREQ);
    else if (!strcmp(what, "unadvise")) transact(what, item, NULL, 0, CF_TEXT, XTYP_ADVSTOP);
    else if (!strcmp(what, "timeout")) timeout = atoi(item);
    else if (!strcmp(what, "news")) while (news < atoi(item) && !gone) pump(20);
    else if (!strcmp(what, "gone")) while (!gone) pump(20);
    else if (!strcmp(what, "pump")) pumpFor(atoi(item));
    else if (!strcmp(what, "wait")) {
        int before = came;
        printf("waiting\n");
        fflush(stdout);
        while (came == before) pump(20);
    } else if (!strcmp(what, "reconnect")) {
        DdeDisconnect(conversation);
        connect_();
    } else printf("no step %s\n", what);
}

int main(int argc, char **argv)
{
    int first = 3;
    if (argc < 3) return 2;
    for (; first < argc; first++) {
        if (!strcmp(argv[first], "unicode")) unicode = 1;
        else if (!strcmp(argv[first], "quick")) quick = 1;
        else break;
    }
    CreateThread(NULL, 0, input, NULL, 0, NULL);
    if (unicode ? DdeInitializeW(&instance, called, APPCMD_CLIENTONLY, 0)
                : DdeInitializeA(&instance, called, APPCMD_CLIENTONLY, 0)) return 1;
    service = strcmp(argv[1], "*") ? DdeCreateStringHandleA(instance, argv[1], CP_WINANSI) : 0;
    topic = strcmp(argv[2], "*") ? DdeCreateStringHandleA(instance, argv[2], CP_WINANSI) : 0;
    printf("ready %lu\n", GetCurrentProcessId());
    if (!connect_()) return 1;
    for (int i = first; i < argc; i++) {
        if (!strncmp(argv[i], "repeat:", 7))
            for (int n = 1; n < atoi(argv[i] + 7); n++)
                for (int j = first; j < i; j++) step(argv[j]);
        else step(argv[i]);
    }
    if (!gone) DdeDisconnect(conversation);
    DdeUninitialize(instance);
    printf("end\n");
    return 0;
}
