/*
 * An RPC client. It knows nothing of taps. Stubs: ledger_c.c
 *   rpcclient BINDING ROUNDS [PAUSE]   BINDING: ncacn_ip_tcp:127.0.0.1[5000], ncacn_np:.[\\pipe\\name], ncalrpc:[name]
 * It prints "ready PID" and a line for each result, and rests for PAUSE milliseconds after each round.
 */
#include <windows.h>
#include <rpc.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include "ledger.h"

void *__RPC_USER MIDL_user_allocate(SIZE_T n) { return malloc(n); }
void __RPC_USER MIDL_user_free(void *p) { free(p); }

static jmp_buf failed;
static DWORD why;

/* RPC's errors are raised as exceptions, and this compiler has no __try. */
static LONG CALLBACK raised(EXCEPTION_POINTERS *p)
{
    DWORD code = p->ExceptionRecord->ExceptionCode;
    if (code >= 0x10000 && code != 0x1c010003) return EXCEPTION_CONTINUE_SEARCH;
    why = code;
    longjmp(failed, 1);
}

static void say(const char *text)
{
    puts(text);
    fflush(stdout);
}

int main(int argc, char **argv)
{
    handle_t binding;
    char line[300];
    if (argc < 3) return 2;
    RPC_STATUS status = RpcBindingFromStringBindingA((RPC_CSTR)argv[1], &binding);
    if (status) {
        printf("binding: error %ld\n", status);
        return 1;
    }
    AddVectoredExceptionHandler(1, raised);
    printf("ready %lu\n", GetCurrentProcessId());
    fflush(stdout);
    for (volatile int round = 1; round <= atoi(argv[2]); round++) {
        if (setjmp(failed)) {
            snprintf(line, sizeof line, "failed with 0x%lx", why);
            say(line);
            return 1;
        }
        unsigned char text[64];
        snprintf(line, sizeof line, "balance %d", Deposit(binding, 7, 100 * round));
        say(line);
        int length = Describe(binding, 7, sizeof text, text);
        snprintf(line, sizeof line, "%d letters: %s", length, text);
        say(line);
        if (setjmp(failed)) {
            snprintf(line, sizeof line, "refused with 0x%lx", why);
            say(line);
        } else {
            Refuse(binding, 0x1234);
            say("not refused");
        }
        Wait(binding, 1);
        if (argc > 3) Sleep(atoi(argv[3]));
    }
    RpcBindingFree(&binding);
    say("done");
    return 0;
}
