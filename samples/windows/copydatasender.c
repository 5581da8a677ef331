/* Sends WM_COPYDATA: copydatasender CLASS TITLE|- STEP…
 *   d:DWDATA:TEXT   send a text          u:DWDATA:TEXT  send it as UTF-16
 *   n:DWDATA:SIZE   send so many bytes   e:DWDATA       send no bytes, and no window of its own
 *   t:MS:TEXT       send a text, wait at most so long
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

static LRESULT CALLBACK on(HWND at, UINT message, WPARAM w, LPARAM l) {
    if (message == WM_COPYDATA) {
        const COPYDATASTRUCT *data = (const COPYDATASTRUCT *)l;
        printf("came back: dwData %llu '%.*s'\n", (unsigned long long)data->dwData, (int)data->cbData,
               (const char *)data->lpData);
        return 4711;
    }
    return DefWindowProcA(at, message, w, l);
}

static void copy(HWND to, HWND from, ULONG_PTR number, DWORD size, void *bytes) {
    COPYDATASTRUCT data = {number, size, bytes};
    printf("result %lld\n", (long long)SendMessageA(to, WM_COPYDATA, (WPARAM)from, (LPARAM)&data));
}

static void step(HWND to, char *what) {
    char *first = strchr(what, ':');
    char *second = first == NULL ? NULL : strchr(first + 1, ':');
    unsigned long long a = first == NULL ? 0 : strtoull(first + 1, NULL, 0);
    char *rest = second == NULL ? "" : second + 1;
    unsigned long long b = strtoull(rest, NULL, 0);
    UINT registered = RegisterWindowMessageA("ipcscope sample");
    switch (what[0]) {
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
