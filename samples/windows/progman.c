/*
 * Runs the Program Manager's DDE server of Wine's shell, which explorer.exe runs on a desktop with a screen. The server
 * is Wine's code (shell32, ordinal 188: ShellDDEInit), and with it this program knows nothing of taps.
 *   progman     prints "ready PID", ends with its standard input
 */
#include <windows.h>
#include <stdio.h>

static DWORD thread;

static DWORD WINAPI input(void *unused)
{
    while (getchar() != EOF) {}
    PostThreadMessageA(thread, WM_QUIT, 0, 0);
    return 0;
}

int main(void)
{
    MSG message;
    void (WINAPI *serve)(BOOL) = (void *)GetProcAddress(LoadLibraryA("shell32.dll"), (LPCSTR)188);
    if (!serve) {
        printf("this shell has no DDE server at ordinal 188\n");
        return 1;
    }
    thread = GetCurrentThreadId();
    serve(TRUE);
    printf("ready %lu\n", GetCurrentProcessId());
    fflush(stdout);
    CreateThread(NULL, 0, input, NULL, 0, NULL);
    while (GetMessageA(&message, NULL, 0, 0) > 0) DispatchMessageA(&message);
    serve(FALSE);
    return 0;
}
