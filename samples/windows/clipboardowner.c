/* Puts things on the clipboard: clipboardowner STEP…
 *   text:TEXT        UTF-16 text                many           text, HTML, files, a picture, a format of its own
 *   delayed:TEXT     text, rendered when asked  hang:MS        promise text, then take no messages so long
 *   norender:MS      promise text, and when asked wait so long and render nothing
 *   half:TEXT        text, and a format that is promised and never rendered
 *   keep:MS          text, and the clipboard stays open so long
 *   exclude:TEXT     text that no monitor shall process        ignore:TEXT    that no viewer shall see
 *   nohistory:TEXT   text that no history shall keep           history:TEXT   that a history may keep
 *   burst:N          N texts one after the other               empty          nothing
 *   wait             go on with the next line of input         forever:MS     a text, again and again
 * Prints "pid PID", "done STEP" after each step and "rendered FORMAT" when asked to. It takes messages while it waits and
 * after the last step, until its input ends. */
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static HWND window;
static WCHAR promised[200];
static int render_wait;
static DWORD main_thread;

static HGLOBAL copied(const void *bytes, size_t size) {
    HGLOBAL memory = GlobalAlloc(GMEM_MOVEABLE, size);
    memcpy(GlobalLock(memory), bytes, size);
    GlobalUnlock(memory);
    return memory;
}

static HGLOBAL wide(const char *text) {
    WCHAR out[500];
    int length = MultiByteToWideChar(CP_UTF8, 0, text, -1, out, 500);
    return copied(out, (size_t)length * sizeof(WCHAR));
}

static void registered(const char *name, const void *bytes, size_t size) {
    SetClipboardData(RegisterClipboardFormatA(name), copied(bytes, size));
}

static int begin(void) {
    for (int i = 0; i < 500; i++) {
        if (OpenClipboard(window)) {
            EmptyClipboard();
            return 1;
        }
        Sleep(10);
    }
    printf("the clipboard can't be opened: error %lu\n", GetLastError());
    return 0;
}

static void text(const char *what) {
    SetClipboardData(CF_UNICODETEXT, wide(what));
}

static void files(void) {
    /* DROPFILES: where the names begin, a point, two flags; then names, each with a zero, and one more zero */
    DWORD head[5] = {20, 0, 0, 0, 1};
    static const WCHAR names[] = L"C:\\orders\\tea.txt\0C:\\orders\\\x00fc" L"ber.txt\0";
    BYTE all[sizeof head + sizeof names];
    memcpy(all, head, sizeof head);
    memcpy(all + sizeof head, names, sizeof names);
    SetClipboardData(CF_HDROP, copied(all, sizeof all));
}

static void picture(void) {
    enum { WIDTH = 64, HEIGHT = 48 };
    static struct {
        BITMAPINFOHEADER head;
        DWORD pixels[WIDTH * HEIGHT];
    } dib;
    dib.head.biSize = sizeof dib.head;
    dib.head.biWidth = WIDTH;
    dib.head.biHeight = HEIGHT;
    dib.head.biPlanes = 1;
    dib.head.biBitCount = 32;
    dib.head.biSizeImage = sizeof dib.pixels;
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
        int x = i % WIDTH, y = i / WIDTH;
        dib.pixels[i] = (DWORD)(x * 4) << 16 | (DWORD)(y * 5) << 8 | (x / 8 + y / 8) % 2 * 0xc0;
    }
    SetClipboardData(CF_DIB, copied(&dib, sizeof dib));
}

static void many(void) {
    char page[600];
    int start_html = 0, start = 0, end = 0, end_html = 0;
    for (int i = 0; i < 2; i++) {
        static const char *form = "Version:0.9\r\nStartHTML:%08d\r\nEndHTML:%08d\r\nStartFragment:%08d\r\nEndFragment:%08d\r\n"
                                  "SourceURL:https://example.org/tea\r\n";
        int head = snprintf(page, sizeof page, form, start_html, end_html, start, end);
        int before = snprintf(page + head, sizeof page - head, "<html><body><!--StartFragment-->");
        int fragment = snprintf(page + head + before, sizeof page - head - before, "<b>gr\xc3\xbcner</b> tea");
        snprintf(page + head + before + fragment, sizeof page - head - before - fragment,
                 "<!--EndFragment--></body></html>");
        start_html = head;
        start = head + before;
        end = start + fragment;
        end_html = (int)strlen(page);
    }
    text("gr\xc3\xbcner tea");
    registered("HTML Format", page, strlen(page) + 1);
    files();
    picture();
    registered("ipcscope sample", "\x01\x02\x03\xff", 4);
}

static LRESULT CALLBACK on(HWND at, UINT message, WPARAM w, LPARAM l) {
    if (message == WM_RENDERFORMAT) {
        printf("rendered %u\n", (unsigned)w);
        fflush(stdout);
        if (render_wait > 0) {
            Sleep((DWORD)render_wait);
            return 0;
        }
        SetClipboardData((UINT)w, copied(promised, (wcslen(promised) + 1) * sizeof(WCHAR)));
        return 0;
    }
    return DefWindowProcA(at, message, w, l);
}

static DWORD WINAPI input(void *unused) {
    (void)unused;
    for (int c = getchar(); c != EOF; c = getchar()) {
        if (c == '\n') {
            PostThreadMessageA(main_thread, WM_APP, 0, 0);
        }
    }
    PostThreadMessageA(main_thread, WM_QUIT, 0, 0);
    return 0;
}

/* Takes messages until a line of input, or its end, comes. */
static int pump(void) {
    MSG message;
    while (GetMessageA(&message, NULL, 0, 0) > 0) {
        if (message.hwnd == NULL && message.message == WM_APP) {
            return 1;
        }
        DispatchMessageA(&message);
    }
    return 0;
}

/* Takes messages for so many milliseconds, so that whoever asks for what is on the clipboard gets it. */
static void pump_for(DWORD ms) {
    for (DWORD start = GetTickCount(), gone = 0; gone < ms; gone = GetTickCount() - start) {
        for (MSG message; PeekMessageA(&message, NULL, 0, 0, PM_REMOVE);) {
            DispatchMessageA(&message);
        }
        MsgWaitForMultipleObjects(0, NULL, FALSE, ms - gone, QS_ALLINPUT);
    }
}

static void step(const char *what) {
    const char *rest = strchr(what, ':') == NULL ? "" : strchr(what, ':') + 1;
    DWORD yes = 1, no = 0;
    int times = strncmp(what, "burst", 5) == 0 ? atoi(rest) : 1;
    for (int i = 0; i < times && begin(); i++) {
        if (strncmp(what, "burst", 5) == 0) {
            char number[30];
            snprintf(number, sizeof number, "burst %d", i);
            text(number);
        } else if (strcmp(what, "many") == 0) {
            many();
        } else if (strncmp(what, "delayed", 7) == 0 || strncmp(what, "hang", 4) == 0 || strncmp(what, "norender", 8) == 0) {
            MultiByteToWideChar(CP_UTF8, 0, rest, -1, promised, 200);
            render_wait = what[0] == 'n' ? atoi(rest) : 0;
            SetClipboardData(CF_UNICODETEXT, NULL);
        } else if (strncmp(what, "half", 4) == 0) {
            render_wait = 1;
            SetClipboardData(RegisterClipboardFormatA("ipcscope promise"), NULL);
            text(rest);
        } else if (strcmp(what, "empty") != 0) {
            text(rest);
        }
        if (strncmp(what, "exclude", 7) == 0) {
            registered("ExcludeClipboardContentFromMonitorProcessing", &yes, sizeof yes);
        } else if (strncmp(what, "ignore", 6) == 0) {
            registered("Clipboard Viewer Ignore", &yes, sizeof yes);
        } else if (strncmp(what, "nohistory", 9) == 0) {
            registered("CanIncludeInClipboardHistory", &no, sizeof no);
        } else if (strncmp(what, "history", 7) == 0) {
            registered("CanIncludeInClipboardHistory", &yes, sizeof yes);
        }
        CloseClipboard();
        if (strncmp(what, "keep", 4) == 0 && OpenClipboard(window)) {
            printf("done %s\n", what);
            fflush(stdout);
            Sleep((DWORD)atoi(rest));
            CloseClipboard();
            return;
        }
    }
    printf("done %s\n", what);
    fflush(stdout);
    if (strncmp(what, "hang", 4) == 0) {
        Sleep((DWORD)atoi(rest));
    }
}

int main(int count, char **arguments) {
    WNDCLASSA kind = {0};
    kind.lpfnWndProc = on;
    kind.lpszClassName = "ipcscope sample clipboard owner";
    RegisterClassA(&kind);
    main_thread = GetCurrentThreadId();
    window = CreateWindowA(kind.lpszClassName, "", WS_POPUP, 0, 0, 0, 0, NULL, NULL, NULL, NULL);
    printf("pid %lu\n", GetCurrentProcessId());
    fflush(stdout);
    for (int i = 1; i < count; i++) {
        if (strncmp(arguments[i], "forever:", 8) == 0) {
            printf("ready\n");
            fflush(stdout);
            for (int n = 0;; n++) {
                char order[60];
                snprintf(order, sizeof order, n % 5 == 4 ? "many" : "text:order %d: tea", n);
                step(order);
                pump_for((DWORD)atoi(arguments[i] + 8));
            }
        }
    }
    CreateThread(NULL, 0, input, NULL, 0, NULL);
    for (int i = 1; i < count; i++) {
        if (strcmp(arguments[i], "wait") == 0) {
            if (!pump()) {
                return 0;
            }
        } else {
            step(arguments[i]);
        }
    }
    while (pump()) {
    }
    return 0;
}
