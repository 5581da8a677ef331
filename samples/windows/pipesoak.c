/*
 * Clients that come and go at random and talk at random to a message-mode server that echoes. They know nothing of taps.
 *   pipesoak NAME CLIENTS SECONDS SEED
 * Each client is a thread: connects, exchanges 1 to 20 messages of 0 to 70,000 bytes, checks each answer byte by byte,
 * leaves, and begins again. The sums stand in the last line; the first errors are printed as they come. "busy" counts how
 * often an open found no free instance, "most" is the longest row of such for one connection, of at most 100.
 */
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LARGEST 70000

static char name[300];
static DWORD until;
static volatile LONG64 sent, opened, errors, busy, most;

static unsigned next(unsigned *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

static int fail(const char *what, DWORD code)
{
    if (InterlockedIncrement64(&errors) <= 20) { printf("%s error %lu\n", what, code); fflush(stdout); }
    return 0;
}

static void lost(int row)
{
    LONG64 before = most;
    InterlockedExchangeAdd64(&busy, row);
    while (row > before && InterlockedCompareExchange64(&most, row, before) != before) before = most;
}

static HANDLE connect_once(void)
{
    DWORD mode = PIPE_READMODE_MESSAGE;
    for (int tries = 0; tries < 100; tries++) {
        HANDLE h = CreateFileA(name, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
        if (h != INVALID_HANDLE_VALUE) {
            lost(tries);
            if (SetNamedPipeHandleState(h, &mode, NULL, NULL)) return h;
            fail("mode", GetLastError());
            CloseHandle(h);
            return INVALID_HANDLE_VALUE;
        }
        if (GetLastError() != ERROR_PIPE_BUSY) { fail("open", GetLastError()); return h; }
        WaitNamedPipeA(name, 2000);
    }
    lost(100);
    fail("waiting", ERROR_PIPE_BUSY);
    return INVALID_HANDLE_VALUE;
}

static int exchange(HANDLE h, unsigned *state, char *out, char *in)
{
    DWORD size = next(state) % 10 ? next(state) % 4000 : next(state) % LARGEST, n = 0, length = 0, error;
    for (DWORD i = 0; i < size; i++) out[i] = (char)(next(state));
    if (!WriteFile(h, out, size, &n, NULL) || n != size) return fail("write", GetLastError());
    do {
        n = 0;
        error = ReadFile(h, in + length, LARGEST + 1 - length, &n, NULL) ? 0 : GetLastError();
        length += n;
    } while (error == ERROR_MORE_DATA);
    if (error) return fail("read", error);
    if (length != size || memcmp(in, out, size)) return fail("other bytes came back", length);
    InterlockedExchangeAdd64(&sent, size);
    return 1;
}

static DWORD WINAPI client(LPVOID number)
{
    unsigned state = (unsigned)(UINT_PTR)number * 2654435761u + 1;
    char *out = malloc(LARGEST + 1), *in = malloc(LARGEST + 2);
    while ((LONG)(until - GetTickCount()) > 0) {
        HANDLE h = connect_once();
        int left = 1 + next(&state) % 20;
        if (h == INVALID_HANDLE_VALUE) continue;
        InterlockedIncrement64(&opened);
        while (left-- > 0 && exchange(h, &state, out, in)) Sleep(next(&state) % 30);
        CloseHandle(h);
        Sleep(next(&state) % 50);
    }
    free(out);
    free(in);
    return 0;
}

int main(int argc, char **argv)
{
    HANDLE threads[1000];
    int clients;
    if (argc < 5 || (clients = atoi(argv[2])) > 1000) return 2;
    snprintf(name, sizeof name, "\\\\.\\pipe\\%s", argv[1]);
    until = GetTickCount() + 1000 * atoi(argv[3]);
    for (int i = 0; i < clients; i++)
        threads[i] = CreateThread(NULL, 1 << 16, client, (LPVOID)(UINT_PTR)(atoi(argv[4]) * 1000 + i), 0, NULL);
    for (int i = 0; i < clients; i++) WaitForSingleObject(threads[i], INFINITE);
    printf("soak opened %lld bytes %lld errors %lld busy %lld most %lld\n", opened, sent, errors, busy, most);
    return errors != 0;
}
