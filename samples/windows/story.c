/*
 * A program with a window that does four things on one click, as a user's program might: it puts an order on the
 * clipboard, tells a DDE server to look (execute), books it with Ipcscope.Bank by COM, and writes it into a pipe and
 * reads the answer. It knows nothing of taps.
 *   story SERVICE TOPIC PIPE [posted|sent|forever:MS|brief:N]
 * A line on its standard input is a click, posted, or sent by another thread; with forever: it clicks by itself. With
 * brief: a click is N orders that only go to the clipboard and, at once, into the pipe. Prints what each step gave.
 */
#define COBJMACROS
#define INITGUID
#include <windows.h>
#include <ddeml.h>
#include <ole2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "bank.h"

static HWND window, button;
static DWORD dde;
static HCONV conversation;
static IBank *bank;
static HANDLE pipe;
static int orders, sent, pause, brief;

static HDDEDATA CALLBACK called(UINT type, UINT f, HCONV c, HSZ one, HSZ two, HDDEDATA data, ULONG_PTR x, ULONG_PTR y)
{
    return 0;
}

static void clipboard(const char *order)
{
    HGLOBAL memory = GlobalAlloc(GMEM_MOVEABLE, 200);
    char *text = GlobalLock(memory);
    memset(text, 0, 200);
    strcpy(text, order);
    GlobalUnlock(memory);
    for (int i = 0; i < 200 && !OpenClipboard(window); i++) Sleep(10);
    EmptyClipboard();
    printf("clipboard %s\n", SetClipboardData(CF_TEXT, memory) ? order : "failed");
    CloseClipboard();
}

static void execute(const char *order)
{
    char command[100];
    DWORD result = 0;
    int length = snprintf(command, sizeof command, "[Set %s]", order);
    HDDEDATA done = DdeClientTransaction((BYTE *)command, length + 1, conversation, 0, 0, XTYP_EXECUTE, 20000, &result);
    if (done) printf("execute done\n");
    else printf("execute failed, error 0x%x\n", DdeGetLastError(dde));
}

static void book(const char *order)
{
    WCHAR name[100];
    IAccount *account = NULL;
    double balance = 0;
    BSTR owner;
    HRESULT answer;
    MultiByteToWideChar(CP_ACP, 0, order, -1, name, 100);
    owner = SysAllocString(name);
    answer = IBank_Open(bank, owner, &account);
    if (SUCCEEDED(answer)) answer = IAccount_Deposit(account, 5, &balance);
    printf("deposit %08lx %g\n", answer, balance);
    if (account) IAccount_Release(account);
    SysFreeString(owner);
}

static void send_(const char *order)
{
    DWORD count = 0;
    char answer[300];
    BOOL written = WriteFile(pipe, order, (DWORD)strlen(order), &count, NULL);
    printf("pipe %s\n", written && ReadFile(pipe, answer, sizeof answer, &count, NULL) ? "answered" : "failed");
}

static LRESULT CALLBACK on(HWND at, UINT message, WPARAM w, LPARAM l)
{
    if (message == WM_COMMAND && (HWND)l == button) {
        char order[40];
        for (int i = 0; i < brief; i++) {
            snprintf(order, sizeof order, "order %d", ++orders);
            clipboard(order);
            send_(order);
        }
        if (brief) {
            printf("clicked\n");
            fflush(stdout);
            return 0;
        }
        snprintf(order, sizeof order, "order %d", ++orders);
        clipboard(order);
        execute(order);
        book(order);
        send_(order);
        printf("clicked %d\n", orders);
        fflush(stdout);
        return 0;
    }
    return DefWindowProcA(at, message, w, l);
}

static DWORD WINAPI input(void *unused)
{
    char line[100];
    while (pause ? (Sleep(pause), 1) : fgets(line, sizeof line, stdin) != NULL)
        if (sent) SendMessageA(button, BM_CLICK, 0, 0);
        else PostMessageA(button, BM_CLICK, 0, 0);
    PostMessageA(window, WM_QUIT, 0, 0);
    return 0;
}

static int failed(const char *what, DWORD error)
{
    printf("%s failed, error 0x%lx\n", what, error);
    return 1;
}

int main(int argc, char **argv)
{
    MSG message;
    CLSID bank_class;
    char path[200];
    DWORD mode = PIPE_READMODE_MESSAGE;
    WNDCLASSA class = {0};
    HRESULT answer;
    if (argc < 4) return 2;
    class.lpfnWndProc = on;
    class.lpszClassName = "ipcscope sample story";
    RegisterClassA(&class);
    window = CreateWindowA(class.lpszClassName, "story", WS_OVERLAPPEDWINDOW, 0, 0, 200, 100, NULL, NULL, NULL, NULL);
    button = CreateWindowA("BUTTON", "Order", WS_CHILD | WS_VISIBLE, 0, 0, 100, 30, window, NULL, NULL, NULL);
    if (!button) return failed("the window", GetLastError());
    if (DdeInitializeA(&dde, called, APPCMD_CLIENTONLY, 0)) return failed("DdeInitialize", 0);
    conversation = DdeConnect(
        dde, DdeCreateStringHandleA(dde, argv[1], CP_WINANSI), DdeCreateStringHandleA(dde, argv[2], CP_WINANSI), NULL);
    if (!conversation) return failed("DdeConnect", DdeGetLastError(dde));
    CoInitializeEx(NULL, COINIT_MULTITHREADED);
    answer = CLSIDFromProgID(L"Ipcscope.Bank", &bank_class);
    if (SUCCEEDED(answer))
        answer = CoCreateInstance(&bank_class, NULL, CLSCTX_LOCAL_SERVER, &IID_IBank, (void **)&bank);
    if (FAILED(answer)) return failed("Ipcscope.Bank", answer);
    snprintf(path, sizeof path, "\\\\.\\pipe\\%s", argv[3]);
    pipe = CreateFileA(path, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    if (pipe == INVALID_HANDLE_VALUE) return failed(path, GetLastError());
    SetNamedPipeHandleState(pipe, &mode, NULL, NULL);
    printf("ready %lu\n", GetCurrentProcessId());
    fflush(stdout);
    if (argc > 4 && !strcmp(argv[4], "sent")) sent = 1;
    else if (argc > 4 && !strncmp(argv[4], "forever:", 8)) pause = atoi(strchr(argv[4], ':') + 1);
    else if (argc > 4 && !strncmp(argv[4], "brief:", 6)) brief = atoi(strchr(argv[4], ':') + 1);
    CreateThread(NULL, 0, input, NULL, 0, NULL);
    while (GetMessageA(&message, NULL, 0, 0) > 0) DispatchMessageA(&message);
    DdeDisconnect(conversation);
    DdeUninitialize(dde);
    IBank_Release(bank);
    CoUninitialize();
    CloseHandle(pipe);
    printf("end\n");
    return 0;
}
