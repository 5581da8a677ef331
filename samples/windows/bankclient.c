/*
 * A client of bankserver that prints all it gets. It knows nothing of taps.
 *   bankclient [class:N] STEP…    with the class Ipcscope.BankN
 *     late       calls by name (IDispatch), as scripts do          early      calls by the virtual table (dual interface)
 *     values     sends every sort of value and gets it back        errors     calls that fail, late and early
 *     identity   what QueryInterface promises                      lifetime   when objects come and go
 *     events     listens to events                                 sleep:MS   a call that takes so long
 *     die        a call that ends the server                       wait       until a line comes on the standard input
 *     active     puts the bank into the running object table until its end
 *     loop:MS    a round of calls that often, without end          server     prints the server's process
 */
#define COBJMACROS
#define INITGUID
#include <windows.h>
#include <ole2.h>
#include <olectl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "bank.h"

DEFINE_GUID(CLSID_TheBank, 0xe6ec75ad, 0x3959, 0x407c, 0xa4, 0x68, 0xd4, 0x49, 0xea, 0x6a, 0xb5, 0x2a);
DEFINE_GUID(DIID_Events, 0x11c377cc, 0x94b7, 0x4e4b, 0x85, 0x48, 0x27, 0x74, 0x1d, 0x80, 0xdd, 0xc0);
static const IID no_iid;

static IBank *bank;
static CLSID clsid;

static void show(VARIANT *value)
{
    VARIANT text;
    if (V_VT(value) == VT_DISPATCH || V_VT(value) == VT_UNKNOWN) {
        printf("vt %d %s", V_VT(value), V_DISPATCH(value) ? "object" : "nothing");
        return;
    }
    if (V_VT(value) & VT_ARRAY) {
        LONG low = 0, high = -1;
        SafeArrayGetLBound(V_ARRAY(value), 1, &low);
        SafeArrayGetUBound(V_ARRAY(value), 1, &high);
        printf("vt 0x%x dimensions %u bounds %ld..%ld", V_VT(value), SafeArrayGetDim(V_ARRAY(value)), low, high);
        return;
    }
    VariantInit(&text);
    if (SUCCEEDED(VariantChangeTypeEx(&text, value, 0x409, 0, VT_BSTR)))
        printf("vt %d %ls", V_VT(value), V_BSTR(&text));
    else
        printf("vt %d", V_VT(value));
    VariantClear(&text);
}

static VARIANT text_value(const WCHAR *text)
{
    VARIANT value;
    V_VT(&value) = VT_BSTR;
    V_BSTR(&value) = SysAllocString(text);
    return value;
}

static VARIANT number_value(double number)
{
    VARIANT value;
    V_VT(&value) = VT_R8;
    V_R8(&value) = number;
    return value;
}

/* Calls by name and prints what comes back; arguments stand from last to first. The result is the caller's. */
static HRESULT call(IDispatch *object, const WCHAR *name, WORD flags, VARIANT *arguments, UINT count, VARIANT *result)
{
    DISPID id, put = DISPID_PROPERTYPUT;
    DISPPARAMS parameters = {arguments, NULL, count, 0};
    EXCEPINFO exception;
    UINT wrong = 99;
    HRESULT answer;
    VARIANT dropped;
    memset(&exception, 0, sizeof exception);
    VariantInit(&dropped);
    answer = IDispatch_GetIDsOfNames(object, &no_iid, (LPOLESTR *)&name, 1, 0x409, &id);
    if (FAILED(answer)) {
        printf("%ls: no such name %08lx\n", name, answer);
        return answer;
    }
    if (flags & DISPATCH_PROPERTYPUT) {
        parameters.rgdispidNamedArgs = &put;
        parameters.cNamedArgs = 1;
        result = NULL;
    } else if (!result) {
        result = &dropped;
    }
    if (result) VariantInit(result);
    answer = IDispatch_Invoke(object, id, &no_iid, 0x409, flags, &parameters, result, &exception, &wrong);
    printf("%ls: %08lx ", name, answer);
    if (result) show(result);
    if (answer == DISP_E_EXCEPTION)
        printf(" exception %08lx code %u '%ls' from '%ls'", exception.scode, exception.wCode,
               exception.bstrDescription ? exception.bstrDescription : L"",
               exception.bstrSource ? exception.bstrSource : L"");
    if (answer == DISP_E_TYPEMISMATCH || answer == DISP_E_PARAMNOTFOUND) printf(" argument %u", wrong);
    printf("\n");
    VariantClear(&dropped);
    return answer;
}

static void say_error(const char *what, HRESULT result)
{
    IErrorInfo *error = NULL;
    BSTR text = NULL;
    printf("%s: %08lx", what, result);
    if (GetErrorInfo(0, &error) == S_OK) {
        IErrorInfo_GetDescription(error, &text);
        printf(" '%ls'", text ? text : L"");
        SysFreeString(text);
        IErrorInfo_Release(error);
    }
    printf("\n");
}

static void late(void)
{
    IDispatch *object, *account;
    VARIANT result, arguments[4], reply;
    LONG count = 21;
    BSTR said = NULL;
    HRESULT answer = IBank_QueryInterface(bank, &IID_IDispatch, (void **)&object);
    printf("late: %08lx\n", answer);
    arguments[0] = text_value(L"Ada");
    if (FAILED(call(object, L"Open", DISPATCH_METHOD, arguments, 1, &result)) || V_VT(&result) != VT_DISPATCH) return;
    account = V_DISPATCH(&result);
    call(account, L"Owner", DISPATCH_PROPERTYGET, NULL, 0, NULL);
    arguments[0] = text_value(L"Ada Lovelace");
    call(account, L"Owner", DISPATCH_PROPERTYPUT, arguments, 1, NULL);
    call(account, L"Owner", DISPATCH_PROPERTYGET | DISPATCH_METHOD, NULL, 0, NULL);
    arguments[0] = number_value(12.5);
    call(account, L"Deposit", DISPATCH_METHOD, arguments, 1, NULL);
    arguments[0] = number_value(7);
    call(account, L"Kind", DISPATCH_PROPERTYPUT, arguments, 1, NULL);
    call(account, L"Kind", DISPATCH_PROPERTYGET, NULL, 0, NULL);
    V_VT(&arguments[2]) = VT_DATE;
    V_DATE(&arguments[2]) = 45000.5;
    V_VT(&arguments[1]) = VT_I4 | VT_BYREF;
    V_I4REF(&arguments[1]) = &count;
    V_VT(&arguments[0]) = VT_BSTR | VT_BYREF;
    V_BSTRREF(&arguments[0]) = &said;
    call(account, L"Statement", DISPATCH_METHOD, arguments, 3, NULL);
    printf("count %ld text '%ls'\n", count, said ? said : L"");
    VariantInit(&reply);
    V_VT(&arguments[0]) = VT_VARIANT | VT_BYREF;
    V_VARIANTREF(&arguments[0]) = &reply;
    arguments[1] = text_value(L"Ada Lovelace");
    call(object, L"Find", DISPATCH_METHOD, arguments, 2, NULL);
    printf("found ");
    show(&reply);
    printf("\n");
    if (V_VT(&reply) == VT_DISPATCH) {
        arguments[2] = reply;
        V_VT(&arguments[1]) = VT_DISPATCH;
        V_DISPATCH(&arguments[1]) = account;
        arguments[0] = number_value(1);
        call(object, L"Transfer", DISPATCH_METHOD, arguments, 3, NULL);
    }
    VariantClear(&reply);
    IDispatch_Release(account);
    call(object, L"Owners", DISPATCH_METHOD, NULL, 0, NULL);
    call(object, L"Accounts", DISPATCH_PROPERTYGET, NULL, 0, NULL);
    IDispatch_Release(object);
}

static void early(void)
{
    IAccount *one = NULL, *two = NULL;
    BSTR text = NULL;
    double balance = 0;
    LONG count = 60;
    CURRENCY fee = {0};
    VARIANT_BOOL done = 5;
    VARIANT found;
    SAFEARRAY *owners = NULL;
    Kind kind = 99;
    HRESULT answer = IBank_Open(bank, SysAllocString(L"Grace"), &one);
    printf("Open: %08lx %s\n", answer, one ? "object" : "nothing");
    if (!one) return;
    IBank_Open(bank, SysAllocString(L"Edsger"), &two);
    answer = IAccount_get_Owner(one, &text);
    printf("Owner: %08lx %ls\n", answer, text);
    answer = IAccount_put_Owner(one, SysAllocString(L"Grace Hopper"));
    printf("put Owner: %08lx\n", answer);
    answer = IAccount_Deposit(one, 2.25, &balance);
    printf("Deposit: %08lx %g\n", answer, balance);
    answer = IAccount_Deposit(one, -1, &balance);
    printf("Deposit: %08lx %g\n", answer, balance);
    answer = IAccount_put_Kind(one, kindBusiness);
    printf("put Kind: %08lx\n", answer);
    answer = IAccount_get_Kind(one, &kind);
    printf("Kind: %08lx %d\n", answer, kind);
    answer = IAccount_Statement(one, 45000.25, &count, &text, &fee);
    printf("Statement: %08lx count %ld text '%ls' fee %d\n", answer, count, text, (int)fee.int64);
    answer = IBank_Transfer(bank, one, two, 50, &done);
    printf("Transfer: %08lx %d\n", answer, done);
    VariantInit(&found);
    answer = IBank_Find(bank, SysAllocString(L"Edsger"), &found);
    printf("Find: %08lx ", answer);
    show(&found);
    printf("\n");
    VariantClear(&found);
    answer = IBank_Find(bank, SysAllocString(L"Nobody"), &found);
    printf("Find: %08lx ", answer);
    show(&found);
    printf("\n");
    answer = IAccount_get_Balance(two, &balance);
    printf("Balance: %08lx %g\n", answer, balance);
    answer = IBank_Owners(bank, &owners);
    printf("Owners: %08lx %lu\n", answer, owners ? owners->rgsabound[0].cElements : 0);
    IAccount_Release(one);
    IAccount_Release(two);
    answer = IBank_get_Accounts(bank, &count);
    printf("Accounts: %08lx %ld\n", answer, count);
}

static void echo(VARIANT *value)
{
    VARIANT same;
    HRESULT answer;
    VariantInit(&same);
    answer = IBank_Echo(bank, *value, &same);
    printf("Echo: %08lx ", answer);
    show(&same);
    printf("\n");
    VariantClear(&same);
}

static void values(void)
{
    VARIANT value;
    SAFEARRAYBOUND bounds[2] = {{2, 0}, {3, 1}};
    WCHAR *texts[] = {L"", L"G\x00fc\x00df\x20ac \xd83d\xde00", L"\x0001\x202e\"\\"};
    int i;
#define ECHO(type, field, what) V_VT(&value) = type; value.field = what; echo(&value)
    ECHO(VT_EMPTY, lVal, 0);
    ECHO(VT_NULL, lVal, 0);
    ECHO(VT_I1, cVal, -5);
    ECHO(VT_I2, iVal, -500);
    ECHO(VT_I4, lVal, -70000);
    ECHO(VT_I8, llVal, 1LL << 60);
    ECHO(VT_UI1, bVal, 200);
    ECHO(VT_UI2, uiVal, 60000);
    ECHO(VT_UI4, ulVal, 4000000000u);
    ECHO(VT_UI8, ullVal, ~0ULL);
    ECHO(VT_R4, fltVal, 0.5f);
    ECHO(VT_R8, dblVal, -1.5e300);
    ECHO(VT_BOOL, boolVal, VARIANT_TRUE);
    ECHO(VT_CY, cyVal.int64, -12345678);
    ECHO(VT_DATE, date, 36526.75);
    ECHO(VT_ERROR, scode, DISP_E_PARAMNOTFOUND);
    VariantInit(&value);
    VarDecFromR8(-12.375, &value.decVal);
    V_VT(&value) = VT_DECIMAL;
    echo(&value);
    for (i = 0; i < 3; i++) {
        value = text_value(texts[i]);
        echo(&value);
        VariantClear(&value);
    }
    ECHO(VT_BSTR, bstrVal, NULL);
    V_VT(&value) = VT_ARRAY | VT_I4;
    V_ARRAY(&value) = SafeArrayCreate(VT_I4, 2, bounds);
    for (i = 0; i < 6; i++) {
        LONG at[2] = {i % 2, 1 + i / 2};
        SafeArrayPutElement(V_ARRAY(&value), at, &i);
    }
    echo(&value);
    VariantClear(&value);
}

static void errors(void)
{
    IDispatch *object;
    VARIANT arguments[2];
    DISPPARAMS none = {NULL, NULL, 0, 0};
    IBank_QueryInterface(bank, &IID_IDispatch, (void **)&object);
    say_error("early Fail", IBank_Fail(bank, SysAllocString(L"no more money")));
    arguments[0] = text_value(L"no more coins");
    call(object, L"Fail", DISPATCH_METHOD, arguments, 1, NULL);
    call(object, L"Fale", DISPATCH_METHOD, arguments, 1, NULL);
    call(object, L"Fail", DISPATCH_METHOD, arguments, 0, NULL);
    arguments[0] = text_value(L"soon");
    call(object, L"Sleep", DISPATCH_METHOD, arguments, 1, NULL);
    printf("unknown id: %08lx\n",
           IDispatch_Invoke(object, 4711, &no_iid, 0x409, DISPATCH_METHOD, &none, NULL, NULL, NULL));
    IDispatch_Release(object);
}

static void identity(void)
{
    IUnknown *unknown, *again, *sink;
    IDispatch *dispatch;
    IBank *same;
    IAccount *first, *second;
    HRESULT answer;
    IBank_QueryInterface(bank, &IID_IUnknown, (void **)&unknown);
    IBank_QueryInterface(bank, &IID_IDispatch, (void **)&dispatch);
    IDispatch_QueryInterface(dispatch, &IID_IUnknown, (void **)&again);
    printf("one IUnknown %d\n", unknown == again);
    IUnknown_Release(again);
    answer = IDispatch_QueryInterface(dispatch, &IID_IBank, (void **)&same);
    printf("symmetric %08lx %d\n", answer, same == bank);
    IBank_Release(same);
    answer = IDispatch_QueryInterface(dispatch, &IID_IDispatch, (void **)&again);
    printf("reflexive %08lx\n", answer);
    IUnknown_Release(again);
    answer = IUnknown_QueryInterface(unknown, &IID_IAccount, (void **)&again);
    printf("not an account %08lx\n", answer);
    answer = IUnknown_QueryInterface(unknown, &IID_IClassFactory, (void **)&again);
    printf("not a factory %08lx\n", answer);
    answer = IUnknown_QueryInterface(unknown, &IID_IConnectionPointContainer, (void **)&sink);
    printf("a container %08lx\n", answer);
    if (SUCCEEDED(answer)) {
        IUnknown_QueryInterface(sink, &IID_IUnknown, (void **)&again);
        printf("of the same object %d\n", unknown == again);
        IUnknown_Release(again);
        IUnknown_Release(sink);
    }
    IBank_Open(bank, SysAllocString(L"Same"), &first);
    IBank_Open(bank, SysAllocString(L"Same"), &second);
    IAccount_QueryInterface(first, &IID_IUnknown, (void **)&again);
    IAccount_QueryInterface(second, &IID_IUnknown, (void **)&sink);
    printf("one account %d\n", again == sink);
    IUnknown_Release(again);
    IUnknown_Release(sink);
    IAccount_Release(first);
    IAccount_Release(second);
    IDispatch_Release(dispatch);
    IUnknown_Release(unknown);
}

static void lifetime(void)
{
    IAccount *first, *second;
    LONG count = 0;
    IBank_Open(bank, SysAllocString(L"L1"), &first);
    IBank_Open(bank, SysAllocString(L"L2"), &second);
    IBank_get_Accounts(bank, &count);
    printf("two open: %ld accounts\n", count);
    IAccount_Release(first);
    IBank_get_Accounts(bank, &count);
    printf("one released: %ld accounts\n", count);
    IAccount_Release(second);
    IBank_get_Accounts(bank, &count);
    printf("both released: %ld accounts\n", count);
}

/* ---- a sink for events ---- */

static LONG sink_references;
static HRESULT WINAPI sink_query(IDispatch *self, REFIID iid, void **out)
{
    *out = NULL;
    if (!IsEqualGUID(iid, &IID_IUnknown) && !IsEqualGUID(iid, &IID_IDispatch) && !IsEqualGUID(iid, &DIID_Events))
        return E_NOINTERFACE;
    *out = self;
    InterlockedIncrement(&sink_references);
    return S_OK;
}
static ULONG WINAPI sink_add(IDispatch *self) { return InterlockedIncrement(&sink_references); }
static ULONG WINAPI sink_release(IDispatch *self) { return InterlockedDecrement(&sink_references); }
static HRESULT WINAPI sink_count(IDispatch *self, UINT *count)
{
    *count = 0;
    return S_OK;
}
static HRESULT WINAPI sink_type(IDispatch *self, UINT index, LCID locale, ITypeInfo **out)
{
    *out = NULL;
    return E_NOTIMPL;
}
static HRESULT WINAPI sink_ids(IDispatch *self, REFIID iid, LPOLESTR *names, UINT count, LCID locale, DISPID *ids)
{
    return DISP_E_UNKNOWNNAME;
}
static HRESULT WINAPI sink_invoke(IDispatch *self, DISPID id, REFIID iid, LCID locale, WORD flags, DISPPARAMS *parameters,
                                  VARIANT *result, EXCEPINFO *exception, UINT *wrong)
{
    UINT i;
    IAccount *account;
    printf("event %ld", id);
    for (i = parameters->cArgs; i-- > 0;) {
        VARIANT *value = &parameters->rgvarg[i];
        printf(i + 1 == parameters->cArgs ? " " : ", ");
        show(value);
        if (V_VT(value) == VT_DISPATCH) {
            HRESULT answer = IDispatch_QueryInterface(V_DISPATCH(value), &IID_IAccount, (void **)&account);
            BSTR owner = NULL;
            if (SUCCEEDED(answer)) {
                IAccount_get_Owner(account, &owner);
                IAccount_Release(account);
            }
            printf(" of %ls", owner ? owner : L"?");
        }
    }
    printf("\n");
    fflush(stdout);
    return S_OK;
}
static IDispatchVtbl sink_functions = {sink_query, sink_add,  sink_release, sink_count,
                                       sink_type,  sink_ids, sink_invoke};
static IDispatch the_sink = {&sink_functions};

static void events(void)
{
    IConnectionPointContainer *container;
    IConnectionPoint *point;
    IAccount *account;
    DWORD cookie = 0;
    IID iid;
    HRESULT answer = IBank_QueryInterface(bank, &IID_IConnectionPointContainer, (void **)&container);
    printf("container %08lx\n", answer);
    if (FAILED(answer)) return;
    answer = IConnectionPointContainer_FindConnectionPoint(container, &IID_IBank, &point);
    printf("no such events %08lx\n", answer);
    answer = IConnectionPointContainer_FindConnectionPoint(container, &DIID_Events, &point);
    printf("events %08lx\n", answer);
    if (FAILED(answer)) return;
    answer = IConnectionPoint_GetConnectionInterface(point, &iid);
    printf("interface %08lx %d\n", answer, IsEqualGUID(&iid, &DIID_Events));
    answer = IConnectionPoint_Advise(point, (IUnknown *)&the_sink, &cookie);
    printf("advise %08lx %lu\n", answer, cookie);
    answer = IBank_Announce(bank, SysAllocString(L"open till six"), 2);
    printf("Announce: %08lx\n", answer);
    answer = IBank_Open(bank, SysAllocString(L"Alan"), &account);
    printf("Open: %08lx\n", answer);
    IAccount_Release(account);
    answer = IConnectionPoint_Unadvise(point, cookie);
    printf("unadvise %08lx\n", answer);
    answer = IConnectionPoint_Unadvise(point, cookie);
    printf("unadvise again %08lx\n", answer);
    answer = IBank_Announce(bank, SysAllocString(L"closed"), 1);
    printf("Announce: %08lx\n", answer);
    IConnectionPoint_Release(point);
    IConnectionPointContainer_Release(container);
    printf("sink references left %ld\n", sink_references);
}

static HRESULT make(void)
{
    HRESULT answer = CoCreateInstance(&clsid, NULL, CLSCTX_LOCAL_SERVER, &IID_IBank, (void **)&bank);
    printf("CoCreateInstance %08lx\n", answer);
    return answer;
}

int main(int count, char **arguments)
{
    char line[100];
    LONG pid;
    double balance;
    IAccount *account;
    int i, first = 1;
    DWORD active = 0;
    setvbuf(stdout, NULL, _IOLBF, 0);
    CoInitializeEx(NULL, COINIT_MULTITHREADED);
    clsid = CLSID_TheBank;
    if (count > 1 && !strncmp(arguments[1], "class:", 6)) clsid.Data1 += atoi(arguments[first++] + 6);
    printf("client %lu\n", GetCurrentProcessId());
    if (FAILED(make())) return 1;
    printf("ready %lu\n", GetCurrentProcessId());
    fflush(stdout);
    for (i = first; i < count; i++) {
        const char *step = arguments[i];
        if (!strcmp(step, "late")) late();
        else if (!strcmp(step, "early")) early();
        else if (!strcmp(step, "values")) values();
        else if (!strcmp(step, "errors")) errors();
        else if (!strcmp(step, "identity")) identity();
        else if (!strcmp(step, "lifetime")) lifetime();
        else if (!strcmp(step, "events")) events();
        else if (!strncmp(step, "sleep:", 6)) printf("Sleep: %08lx\n", IBank_Sleep(bank, atoi(step + 6)));
        else if (!strcmp(step, "die")) printf("Die: %08lx\n", IBank_Die(bank));
        else if (!strcmp(step, "again")) { IBank_Release(bank); if (FAILED(make())) return 1; }
        else if (!strcmp(step, "server")) { HRESULT answer = IBank_get_Process(bank, &pid); printf("server %ld %08lx\n", pid, answer); }
        else if (!strcmp(step, "active"))
            printf("active: %08lx\n", RegisterActiveObject((IUnknown *)bank, &clsid, ACTIVEOBJECT_WEAK, &active));
        else if (!strcmp(step, "wait")) { if (!fgets(line, sizeof line, stdin)) break; }
        else if (!strncmp(step, "loop:", 5)) {
            while (SUCCEEDED(IBank_Open(bank, SysAllocString(L"Loop"), &account))) {
                IAccount_Deposit(account, 12.5, &balance);
                IAccount_Release(account);
                Sleep(atoi(step + 5));
            }
        } else { printf("unknown step %s\n", step); return 2; }
        fflush(stdout);
    }
    if (active) RevokeActiveObject(active, NULL);
    IBank_Release(bank);
    CoUninitialize();
    printf("done\n");
    return 0;
}
