/* Sends WM_COPYDATA: copydatasender CLASS TITLE|- STEP…
 *   d:DWDATA:TEXT   send a text          u:DWDATA:TEXT  send it as UTF-16
 *   n:DWDATA:SIZE   send so many bytes   e:DWDATA       send no bytes, and no window of its own
 *   t:MS:TEXT       send a text, wait at most so long
 *   o:MS:HOW:TEXT   the same; HOW has n for normal, h to give up if it hangs, b to take nothing meanwhile, e for an error
 *                   when it goes; prints the error, too, and whether it was told before half of the time was over
 *   s:DWDATA:TEXT   send a text and print the error
 *   f:0:TEXT        SendNotifyMessage, SendMessageCallback and PostMessage with a text
 *   z:DWDATA        send no bytes that have an address
 *   y:DWDATA:SIZE   send so many bytes that have none
 *   g:MS:TEXT,TEXT… send each text from a thread with a window of its own, so long one after the other
 *   a:DWDATA:TEXT   send a text to all windows, and wait 4 s at most for each
 *   to:TITLE        look for the window with this title from here on, - for any
 *   sleep:MS        wait so long
 *   r:W:L           send the registered message "ipcscope sample"
 *   p:W:L           post WM_USER + 5     b:W:L          post the registered message to all windows
 *   x               ask for the window's text            c  post WM_CLOSE
 *   loop:N:SIZE     send N times         forever:MS     send a line of JSON, again and again
 *   wait            wait for a line of input
 *   m               look among the windows for messages only from here on
 * It looks for the window before each step, and prints "pid PID", then a line a step. */
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static HWND mine;
static HWND target;

static LRESULT CALLBACK on(HWND at, UINT message, WPARAM w, LPARAM l) {
    if (message == WM_COPYDATA) {
        const COPYDATASTRUCT *data = (const COPYDATASTRUCT *)l;
        printf("came back: dwData %llu '%.*s'\n", (unsigned long long)data->dwData, (int)data->cbData,
               (const char *)data->lpData);
        if (strncmp(data->lpData, "deep:", 5) == 0 && atoi((const char *)data->lpData + 5) > 0) {
            char next[20];
            snprintf(next, sizeof next, "deep:%d", atoi((const char *)data->lpData + 5) - 1);
            COPYDATASTRUCT more = {4, (DWORD)strlen(next) + 1, next};
            printf("%s gave %lld\n", next, (long long)SendMessageA(target, WM_COPYDATA, (WPARAM)mine, (LPARAM)&more));
        }
        return 4711;
    }
    return DefWindowProcA(at, message, w, l);
}

static void copy(HWND to, HWND from, ULONG_PTR number, DWORD size, void *bytes) {
    COPYDATASTRUCT data = {number, size, bytes};
    printf("result %lld\n", (long long)SendMessageA(to, WM_COPYDATA, (WPARAM)from, (LPARAM)&data));
}

static void timeout(HWND to, const char *how, char *text, UINT limit) {
    UINT flags = SMTO_NORMAL;
    for (; *how != ':' && *how != 0; how++) {
        flags |= *how == 'h' ? SMTO_ABORTIFHUNG : *how == 'b' ? SMTO_BLOCK : *how == 'e' ? SMTO_ERRORONEXIT : 0;
    }
    DWORD_PTR result = 11;
    COPYDATASTRUCT data = {5, (DWORD)strlen(text), text};
    SetLastError(4242);
    ULONGLONG began = GetTickCount64();
    LRESULT went = SendMessageTimeoutA(to, WM_COPYDATA, (WPARAM)mine, (LPARAM)&data, flags, limit, &result);
    DWORD error = GetLastError();
    const char *when = went != 0 ? "" : GetTickCount64() - began < limit / 2 ? ", at once" : ", at its limit";
    printf("went %d, result %lld, error %lu%s\n", went != 0, (long long)result, error, when);
}

static void CALLBACK called(HWND at, UINT message, ULONG_PTR data, LRESULT result) {
    printf("called %lld\n", (long long)result);
}

static void without_waiting(HWND to, char *text) {
    COPYDATASTRUCT data = {6, (DWORD)strlen(text), text};
    SetLastError(4242);
    BOOL done = SendNotifyMessageA(to, WM_COPYDATA, (WPARAM)mine, (LPARAM)&data);
    printf("notify %d, error %lu\n", done, GetLastError());
    SetLastError(4242);
    done = SendMessageCallbackA(to, WM_COPYDATA, (WPARAM)mine, (LPARAM)&data, called, 0);
    printf("callback %d, error %lu\n", done, GetLastError());
    SetLastError(4242);
    done = PostMessageA(to, WM_COPYDATA, (WPARAM)mine, (LPARAM)&data);
    printf("post %d, error %lu\n", done, GetLastError());
}

static DWORD WINAPI one_of_many(void *given) {
    char *text = given;
    HWND own = CreateWindowA("ipcscope sample sender", "", WS_POPUP, 0, 0, 0, 0, NULL, NULL, NULL, NULL);
    COPYDATASTRUCT data = {8, (DWORD)strlen(text), text};
    DWORD_PTR result = 0;
    LRESULT went = SendMessageTimeoutA(target, WM_COPYDATA, (WPARAM)own, (LPARAM)&data, SMTO_NORMAL, 60000, &result);
    printf("'%s' %d, result %lld\n", text, went != 0, (long long)result);
    fflush(stdout);
    DestroyWindow(own);
    return 0;
}

static void many(char *texts, DWORD between) {
    HANDLE threads[64];
    DWORD count = 0;
    for (char *text = strtok(texts, ","); text != NULL && count < 64; text = strtok(NULL, ",")) {
        threads[count++] = CreateThread(NULL, 0, one_of_many, text, 0, NULL);
        Sleep(between);
    }
    WaitForMultipleObjects(count, threads, TRUE, INFINITE);
}

static void step(HWND to, char *what) {
    char *first = strchr(what, ':');
    char *second = first == NULL ? NULL : strchr(first + 1, ':');
    unsigned long long a = first == NULL ? 0 : strtoull(first + 1, NULL, 0);
    char *rest = second == NULL ? "" : second + 1;
    unsigned long long b = strtoull(rest, NULL, 0);
    UINT registered = RegisterWindowMessageA("ipcscope sample");
    target = to;
    switch (what[0]) {
        case 'o': {
            char *text = strchr(rest, ':');
            timeout(to, rest, text == NULL ? "" : text + 1, (UINT)a);
            break;
        }
        case 's': {
            COPYDATASTRUCT data = {(ULONG_PTR)a, (DWORD)strlen(rest), rest};
            SetLastError(4242);
            LRESULT result = SendMessageA(to, WM_COPYDATA, (WPARAM)mine, (LPARAM)&data);
            DWORD error = GetLastError();
            printf("result %lld, error %lu\n", (long long)result, error);
            break;
        }
        case 'a': {
            COPYDATASTRUCT data = {(ULONG_PTR)a, (DWORD)strlen(rest), rest};
            SendMessageTimeoutA(HWND_BROADCAST, WM_COPYDATA, (WPARAM)mine, (LPARAM)&data, SMTO_ABORTIFHUNG, 4000, NULL);
            printf("sent to all\n");
            break;
        }
        case 'f':
            without_waiting(to, rest);
            break;
        case 'z':
            copy(to, mine, (ULONG_PTR)a, 0, "nothing");
            break;
        case 'y':
            copy(to, mine, (ULONG_PTR)a, (DWORD)b, NULL);
            break;
        case 'g':
            many(rest, (DWORD)a);
            break;
        case 'd':
            copy(to, mine, (ULONG_PTR)a, (DWORD)strlen(rest), rest);
            break;
        case 'u': {
            WCHAR wide[500];
            int length = MultiByteToWideChar(CP_UTF8, 0, rest, -1, wide, 500);
            copy(to, mine, (ULONG_PTR)a, (DWORD)(length * 2), wide);
            break;
        }
        case 'n': {
            unsigned char *bytes = malloc(b + 1);
            for (unsigned long long i = 0; i < b; i++) {
                bytes[i] = (unsigned char)(i * 31 + i / 251);
            }
            copy(to, mine, (ULONG_PTR)a, (DWORD)b, bytes);
            free(bytes);
            break;
        }
        case 'e':
            copy(to, NULL, (ULONG_PTR)a, 0, NULL);
            break;
        case 't': {
            DWORD_PTR result = 0;
            COPYDATASTRUCT data = {5, (DWORD)strlen(rest), rest};
            LRESULT went = SendMessageTimeoutA(to, WM_COPYDATA, (WPARAM)mine, (LPARAM)&data, SMTO_NORMAL, (UINT)a, &result);
            printf(went ? "result %lld\n" : "timed out\n", (long long)result);
            break;
        }
        case 'r':
            printf("sent %lld\n", (long long)SendMessageA(to, registered, (WPARAM)a, (LPARAM)b));
            break;
        case 'p':
            printf("posted %d\n", PostMessageA(to, WM_USER + 5, (WPARAM)a, (LPARAM)b));
            break;
        case 'b':
            printf("broadcast %d\n", PostMessageA(HWND_BROADCAST, registered, (WPARAM)a, (LPARAM)b));
            break;
        case 'x': {
            char text[200] = "";
            printf("text %lld '%s'\n", (long long)SendMessageA(to, WM_GETTEXT, sizeof text, (LPARAM)text), text);
            break;
        }
        case 'c':
            printf("closed %d\n", PostMessageA(to, WM_CLOSE, 0, 0));
            break;
        case 'l': {
            long long sum = 0;
            char *bytes = calloc(1, b + 1);
            for (unsigned long long i = 0; i < a; i++) {
                COPYDATASTRUCT data = {i, (DWORD)b, bytes};
                sum += SendMessageA(to, WM_COPYDATA, (WPARAM)mine, (LPARAM)&data);
            }
            free(bytes);
            printf("sum %lld\n", sum);
            break;
        }
        default:
            printf("no such step\n");
    }
}

int main(int count, char **arguments) {
    if (count < 4) {
        fprintf(stderr, "copydatasender CLASS TITLE|- STEP...\n");
        return 2;
    }
    WNDCLASSA kind = {0};
    kind.lpfnWndProc = on;
    kind.lpszClassName = "ipcscope sample sender";
    RegisterClassA(&kind);
    mine = CreateWindowA(kind.lpszClassName, "", WS_POPUP, 0, 0, 0, 0, NULL, NULL, NULL, NULL);
    printf("pid %lu\n", GetCurrentProcessId());
    fflush(stdout);
    const char *title = strcmp(arguments[2], "-") == 0 ? NULL : arguments[2];
    HWND parent = NULL;
    for (int i = 3; i < count; i++) {
        if (strcmp(arguments[i], "wait") == 0) {
            while (getchar() != '\n') {
            }
            continue;
        }
        if (strcmp(arguments[i], "m") == 0) {
            parent = HWND_MESSAGE;
            continue;
        }
        if (strncmp(arguments[i], "to:", 3) == 0) {
            title = strcmp(arguments[i] + 3, "-") == 0 ? NULL : arguments[i] + 3;
            continue;
        }
        if (strncmp(arguments[i], "sleep:", 6) == 0) {
            Sleep((DWORD)atoi(arguments[i] + 6));
            continue;
        }
        int forever = strncmp(arguments[i], "forever:", 8) == 0;
        if (forever) {
            printf("ready\n");
            fflush(stdout);
        }
        for (int n = 0; n == 0 || forever; n++) {
            HWND to = parent == NULL ? FindWindowA(arguments[1], title) : FindWindowExA(parent, NULL, arguments[1], title);
            if (to == NULL) {
                printf("no window\n");
            } else if (forever) {
                char text[100];
                snprintf(text, sizeof text, "{\"order\": %d, \"item\": \"tea\", \"amount\": %d}", n, 1 + n % 7);
                copy(to, mine, 42, (DWORD)strlen(text), text);
            } else {
                step(to, arguments[i]);
            }
            fflush(stdout);
            Sleep(forever ? (DWORD)atoi(arguments[i] + 8) : 0);
        }
    }
    return 0;
}
