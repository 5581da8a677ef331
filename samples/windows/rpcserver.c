/*
 * An RPC server. It knows nothing of taps. Stubs: ledger_s.c
 *   rpcserver PORT|- NAME [SECONDS]      listens on TCP, on \pipe\NAME and locally as NAME; "-" for no TCP
 * It prints "ready PID" and a line a deposit, and ends after SECONDS, without them when its standard input ends.
 */
#include <windows.h>
#include <rpc.h>
#include <stdio.h>
#include <stdlib.h>
#include "ledger.h"

static LONG balance[10];

void *__RPC_USER MIDL_user_allocate(SIZE_T n) { return malloc(n); }
void __RPC_USER MIDL_user_free(void *p) { free(p); }

int Deposit(handle_t binding, int account, int amount)
{
    printf("Deposit %d %d\n", account, amount);
    fflush(stdout);
    return InterlockedAdd(&balance[account % 10], amount);
}

int Describe(handle_t binding, int account, unsigned int size, unsigned char *text)
{
    memset(text, 0, size);
    return snprintf((char *)text, size, "account %d holds %ld", account, balance[account % 10]);
}

void Refuse(handle_t binding, int reason) { RpcRaiseException(reason); }

void Wait(handle_t binding, int milliseconds) { Sleep(milliseconds); }

static void must(const char *what, RPC_STATUS status)
{
    if (!status) return;
    printf("%s: error %ld\n", what, status);
    exit(1);
}

int main(int argc, char **argv)
{
    char pipe[300];
    if (argc < 3) return 2;
    snprintf(pipe, sizeof pipe, "\\pipe\\%s", argv[2]);
    if (*argv[1] != '-')
        must("tcp", RpcServerUseProtseqEpA((RPC_CSTR)"ncacn_ip_tcp", 10, (RPC_CSTR)argv[1], NULL));
    must("pipe", RpcServerUseProtseqEpA((RPC_CSTR)"ncacn_np", 10, (RPC_CSTR)pipe, NULL));
    must("local", RpcServerUseProtseqEpA((RPC_CSTR)"ncalrpc", 10, (RPC_CSTR)argv[2], NULL));
    must("interface", RpcServerRegisterIf(ledger_v1_2_s_ifspec, NULL, NULL));
    must("listen", RpcServerListen(1, 20, TRUE));
    /* Its threads make the pipe in their own time. */
    char name[310];
    snprintf(name, sizeof name, "\\\\.%s", pipe);
    for (int i = 0; i < 200 && !WaitNamedPipeA(name, 1); i++) Sleep(50);
    printf("ready %lu\n", GetCurrentProcessId());
    fflush(stdout);
    if (argc > 3) Sleep(1000 * atoi(argv[3]));
    else while (getchar() != EOF) { }
    /* Its RPC threads may be in a call; nothing may be taken down below them. */
    TerminateProcess(GetCurrentProcess(), 0);
    return 0;
}
