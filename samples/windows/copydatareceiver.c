/* Takes WM_COPYDATA: copydatareceiver CLASS TITLE [messageonly] [quiet] [stay]
 * Prints "ready PID WINDOW", then what it got. It answers with dwData + 2^40. What the text of a message makes it do:
 *   slow:MS     wait before it answers
 *   hang        never answer
 *   back:TEXT   send TEXT to the window that the sender gave, inside the handler
 *   self:TEXT   look for its own window and send TEXT to what it finds, inside the handler
 *   title:TEXT  change its title
 *   again       end this window and make a new one
 *   die         end without an answer
 *   reply:MS    answer at once, and work on so long
 *   pump:MS     let others send meanwhile, so long
 *   gone        end this window inside the handler, and answer then
 *   deep:N      send deep:N-1 to the window that the sender gave, inside the handler, down to 0
 * Ends with its standard input unless it is to stay, or when its window is told to close. */
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *class_name;
static char title[200];
static HWND parent;
static UINT registered;
static int quiet;
static int stay;
static HWND window;
static DWORD main_thread;

static HWND make(void) {
    return CreateWindowA(class_name, title, parent ? 0 : WS_OVERLAPPEDWINDOW, 0, 0, 200, 100, parent, 0,
                         GetModuleHandleA(NULL), NULL);
}

static long long send_text(HWND to, const char *text) {
    COPYDATASTRUCT data = {77, (DWORD)strlen(text), (void *)text};
    return (long long)SendMessageA(to, WM_COPYDATA, (WPARAM)window, (LPARAM)&data);
}

static unsigned hash(const unsigned char *bytes, DWORD length) {
    unsigned value = 2166136261u;
    for (DWORD i = 0; i < length; i++) {
        value = (value ^ bytes[i]) * 16777619u;
    }
    return value;
}

static LRESULT got(HWND from, const COPYDATASTRUCT *data) {
    char text[200] = "";
    DWORD pid = 0;
    GetWindowThreadProcessId(from, &pid);
    if (data->lpData != NULL) {
        snprintf(text, sizeof text, "%.*s", (int)(data->cbData < 100 ? data->cbData : 100), (char *)data->lpData);
    }
    if (!quiet) {
        printf("got dwData %llx, %lu bytes, hash %08x, pid %lu, way %lx\n", (unsigned long long)data->dwData, data->cbData,
               data->lpData == NULL ? 0 : hash(data->lpData, data->cbData), pid, InSendMessageEx(NULL));
    }
    if (strncmp(text, "slow:", 5) == 0) {
        Sleep((DWORD)atoi(text + 5));
    } else if (strcmp(text, "hang") == 0) {
        Sleep(INFINITE);
    } else if (strncmp(text, "back:", 5) == 0) {
        printf("back %lld\n", send_text(from, text + 5));
    } else if (strncmp(text, "self:", 5) == 0) {
        printf("self %lld\n", send_text(FindWindowExA(parent, NULL, class_name, title), text + 5));
    } else if (strncmp(text, "title:", 6) == 0) {
        snprintf(title, sizeof title, "%s", text + 6);
        SetWindowTextA(window, title);
    } else if (strncmp(text, "reply:", 6) == 0) {
        BOOL replied = ReplyMessage((LRESULT)(data->dwData + 5));
        printf("replied %d, way %lx\n", replied, InSendMessageEx(NULL));
        fflush(stdout);
        Sleep((DWORD)atoi(text + 6));
        printf("worked on\n");
    } else if (strncmp(text, "pump:", 5) == 0) {
        fflush(stdout);
        for (ULONGLONG end = GetTickCount64() + (DWORD)atoi(text + 5); GetTickCount64() < end;) {
            MSG message;
            PeekMessageA(&message, NULL, WM_USER + 99, WM_USER + 99, PM_NOREMOVE);
            Sleep(10);
        }
        printf("pumped\n");
    } else if (strcmp(text, "gone") == 0) {
        printf("gone %d\n", DestroyWindow(window));
    } else if (strncmp(text, "deep:", 5) == 0 && atoi(text + 5) > 0) {
        char next[20];
        snprintf(next, sizeof next, "deep:%d", atoi(text + 5) - 1);
        printf("%s gave %lld\n", next, send_text(from, next));
    } else if (strcmp(text, "again") == 0) {
        PostThreadMessageA(main_thread, WM_APP + 1, 0, 0);
    } else if (strcmp(text, "die") == 0) {
        fflush(stdout);
        ExitProcess(3);
    }
    fflush(stdout);
    return (LRESULT)(data->dwData + (1LL << 40));
}

static LRESULT CALLBACK on(HWND at, UINT message, WPARAM w, LPARAM l) {
    if (message == WM_COPYDATA) {
        return got((HWND)w, (const COPYDATASTRUCT *)l);
    }
    if (message == registered || message == WM_USER + 5) {
        printf("message %s %llx %llx, way %lx\n", message == registered ? "registered" : "user", (unsigned long long)w,
               (unsigned long long)l, InSendMessageEx(NULL));
        fflush(stdout);
        return (LRESULT)(w + l);
    }
    if (message == WM_CLOSE) {
        printf("close\n");
        fflush(stdout);
        PostQuitMessage(0);
        return 0;
    }
    return DefWindowProcA(at, message, w, l);
}

static DWORD WINAPI input(void *unused) {
    (void)unused;
    while (getchar() != EOF) {
    }
    PostThreadMessageA(main_thread, WM_QUIT, 0, 0);
    return 0;
}

int main(int count, char **arguments) {
    if (count < 3) {
        fprintf(stderr, "copydatareceiver CLASS TITLE [messageonly] [quiet] [stay]\n");
        return 2;
    }
    class_name = arguments[1];
    snprintf(title, sizeof title, "%s", arguments[2]);
    for (int i = 3; i < count; i++) {
        parent = strcmp(arguments[i], "messageonly") == 0 ? HWND_MESSAGE : parent;
        quiet |= strcmp(arguments[i], "quiet") == 0;
        stay |= strcmp(arguments[i], "stay") == 0;
    }
    WNDCLASSA kind = {0};
    kind.lpfnWndProc = on;
    kind.hInstance = GetModuleHandleA(NULL);
    kind.lpszClassName = class_name;
    RegisterClassA(&kind);
    registered = RegisterWindowMessageA("ipcscope sample");
    main_thread = GetCurrentThreadId();
    window = make();
    if (window == NULL) {
        fprintf(stderr, "no window: error %lu\n", GetLastError());
        return 1;
    }
    printf("ready %lu %p\n", GetCurrentProcessId(), (void *)window);
    fflush(stdout);
    if (!stay) {
        CreateThread(NULL, 0, input, NULL, 0, NULL);
    }
    MSG message;
    while (GetMessageA(&message, NULL, 0, 0) > 0) {
        if (message.hwnd == NULL && message.message == WM_APP + 1) {
            DestroyWindow(window);
            window = make();
            printf("again %p\n", (void *)window);
            fflush(stdout);
        }
        DispatchMessageA(&message);
    }
    return 0;
}
