/*
 * A COM server in a process of its own, with dual interfaces, events, and calls that fail, take long or end it. It
 * lives in the multi-threaded apartment and ends with its last object. It knows nothing of taps.
 *   bankserver -RegServer [N…]        registers the class Ipcscope.Bank, and classes Ipcscope.BankN with processes of
 *                                     their own, and their type library, for all users; N up to 200
 *   bankserver -UnregServer [N…]      takes that back
 *   bankserver -class:N -Embedding    as COM starts it, a process for each class
 */
#define COBJMACROS
#define INITGUID
#include <windows.h>
#include <ole2.h>
#include <olectl.h>
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>
#include "bank.h"

DEFINE_GUID(LIBID_Bank, 0x78d4acec, 0xa177, 0x4064, 0x8e, 0x12, 0x23, 0xd5, 0x36, 0xea, 0xb4, 0x5f);
/* the first number is N more for Ipcscope.BankN */
DEFINE_GUID(CLSID_TheBank, 0xe6ec75ad, 0x3959, 0x407c, 0xa4, 0x68, 0xd4, 0x49, 0xea, 0x6a, 0xb5, 0x2a);
DEFINE_GUID(DIID_Events, 0x11c377cc, 0x94b7, 0x4e4b, 0x85, 0x48, 0x27, 0x74, 0x1d, 0x80, 0xdd, 0xc0);
#define CLSID_FORMAT "{%08lX-3959-407C-A468-D449EA6AB52A}"
#define LIBID_TEXT "{78D4ACEC-A177-4064-8E12-23D536EAB45F}"
#define MOST 100
#define IDLE_MS 60000

typedef struct account {
    IAccount face;
    LONG references;
    struct account *next;
    BSTR owner;
    double balance;
    Kind kind;
} account;

typedef struct bank {
    IBank face;
    IConnectionPointContainer container;
    IConnectionPoint point;
    LONG references;
    IDispatch *sinks[MOST];
} bank;

static const IID no_iid;
static CRITICAL_SECTION guard;
static account *accounts;
static ITypeInfo *bank_type, *account_type;
static LONG objects;
static HANDLE over;

static void object_made(void) { InterlockedIncrement(&objects); }

static void object_gone(void)
{
    if (InterlockedDecrement(&objects) == 0) {
        CoSuspendClassObjects();
        SetEvent(over);
    }
}

/* IDispatch by the type library, as most servers have it */
#define DISPATCH(type, info)                                                                                           \
    static HRESULT WINAPI type##_count(type *self, UINT *count) { *count = 1; return S_OK; }                           \
    static HRESULT WINAPI type##_type(type *self, UINT index, LCID locale, ITypeInfo **out)                            \
    {                                                                                                                  \
        *out = NULL;                                                                                                   \
        if (index != 0) return DISP_E_BADINDEX;                                                                        \
        ITypeInfo_AddRef(info);                                                                                        \
        *out = info;                                                                                                   \
        return S_OK;                                                                                                   \
    }                                                                                                                  \
    static HRESULT WINAPI type##_ids(type *self, REFIID iid, LPOLESTR *names, UINT count, LCID locale, DISPID *ids)    \
    {                                                                                                                  \
        return DispGetIDsOfNames(info, names, count, ids);                                                             \
    }                                                                                                                  \
    static HRESULT WINAPI type##_invoke(type *self, DISPID id, REFIID iid, LCID locale, WORD flags,                    \
                                        DISPPARAMS *parameters, VARIANT *result, EXCEPINFO *exception, UINT *wrong)    \
    {                                                                                                                  \
        SetErrorInfo(0, NULL); /* DispInvoke tells what an earlier call has left */                                    \
        return DispInvoke(self, info, id, flags, parameters, result, exception, wrong);                                \
    }

DISPATCH(IAccount, account_type)
DISPATCH(IBank, bank_type)

/* ---- accounts ---- */

static HRESULT WINAPI account_query(IAccount *self, REFIID iid, void **out)
{
    *out = NULL;
    if (!IsEqualGUID(iid, &IID_IUnknown) && !IsEqualGUID(iid, &IID_IDispatch) && !IsEqualGUID(iid, &IID_IAccount))
        return E_NOINTERFACE;
    *out = self;
    IAccount_AddRef(self);
    return S_OK;
}

static ULONG WINAPI account_add(IAccount *self) { return InterlockedIncrement(&((account *)self)->references); }

static ULONG WINAPI account_release(IAccount *self)
{
    account *it = (account *)self, **at;
    LONG left;
    EnterCriticalSection(&guard);
    left = InterlockedDecrement(&it->references);
    if (left == 0) {
        for (at = &accounts; *at != it; at = &(*at)->next)
            ;
        *at = it->next;
    }
    LeaveCriticalSection(&guard);
    if (left == 0) {
        SysFreeString(it->owner);
        free(it);
        object_gone();
    }
    return left;
}

static HRESULT WINAPI account_owner(IAccount *self, BSTR *out)
{
    *out = SysAllocString(((account *)self)->owner);
    return S_OK;
}

static HRESULT WINAPI account_set_owner(IAccount *self, BSTR owner)
{
    SysReAllocString(&((account *)self)->owner, owner);
    return S_OK;
}

static HRESULT WINAPI account_balance(IAccount *self, double *out)
{
    *out = ((account *)self)->balance;
    return S_OK;
}

static HRESULT WINAPI account_deposit(IAccount *self, double amount, double *out)
{
    *out = 0;
    if (amount <= 0) return E_INVALIDARG;
    *out = ((account *)self)->balance += amount;
    return S_OK;
}

static HRESULT WINAPI account_statement(IAccount *self, DATE from, LONG *count, BSTR *text, CURRENCY *fee)
{
    WCHAR line[200];
    swprintf(line, 200, L"%ls since day %.2f", ((account *)self)->owner, from);
    *text = SysAllocString(line);
    *count = *count * 2;
    fee->int64 = 12500; /* 1.25 */
    return *count > 100 ? S_FALSE : S_OK;
}

static HRESULT WINAPI account_kind(IAccount *self, Kind *out)
{
    *out = ((account *)self)->kind;
    return S_OK;
}

static HRESULT WINAPI account_set_kind(IAccount *self, Kind kind)
{
    ((account *)self)->kind = kind;
    return S_OK;
}

static IAccountVtbl account_functions = {
    account_query,   account_add,       account_release, IAccount_count,  IAccount_type,     IAccount_ids, IAccount_invoke,
    account_owner,   account_set_owner, account_balance, account_deposit, account_statement, account_kind, account_set_kind};

static account *find(BSTR owner)
{
    account *at;
    for (at = accounts; at && wcscmp(at->owner, owner); at = at->next)
        ;
    return at;
}

static HRESULT account_of(BSTR owner, IAccount **out)
{
    account *it;
    EnterCriticalSection(&guard);
    it = find(owner);
    if (it) {
        InterlockedIncrement(&it->references);
    } else {
        it = calloc(1, sizeof *it);
        it->face.lpVtbl = &account_functions;
        it->references = 1;
        it->owner = SysAllocString(owner);
        it->balance = 100;
        it->next = accounts;
        accounts = it;
        object_made();
    }
    LeaveCriticalSection(&guard);
    *out = &it->face;
    return S_OK;
}

/* ---- the bank ---- */

static HRESULT WINAPI bank_query(IBank *self, REFIID iid, void **out)
{
    bank *it = (bank *)self;
    *out = NULL;
    if (IsEqualGUID(iid, &IID_IUnknown) || IsEqualGUID(iid, &IID_IDispatch) || IsEqualGUID(iid, &IID_IBank))
        *out = &it->face;
    else if (IsEqualGUID(iid, &IID_IConnectionPointContainer))
        *out = &it->container;
    else
        return E_NOINTERFACE;
    IBank_AddRef(self);
    return S_OK;
}

static ULONG WINAPI bank_add(IBank *self) { return InterlockedIncrement(&((bank *)self)->references); }

static ULONG WINAPI bank_release(IBank *self)
{
    bank *it = (bank *)self;
    LONG left = InterlockedDecrement(&it->references);
    int i;
    if (left == 0) {
        for (i = 0; i < MOST; i++)
            if (it->sinks[i]) IDispatch_Release(it->sinks[i]);
        free(it);
        object_gone();
    }
    return left;
}

/* Tells all sinks; the arguments stand from last to first, as COM has them. */
static void raise_event(bank *it, DISPID id, VARIANT *arguments, UINT count)
{
    DISPPARAMS parameters = {arguments, NULL, count, 0};
    int i;
    for (i = 0; i < MOST; i++)
        if (it->sinks[i])
            IDispatch_Invoke(it->sinks[i], id, &no_iid, 0x409, DISPATCH_METHOD, &parameters, NULL, NULL, NULL);
}

static HRESULT WINAPI bank_open(IBank *self, BSTR owner, IAccount **out)
{
    HRESULT result = account_of(owner, out);
    VARIANT argument;
    V_VT(&argument) = VT_DISPATCH;
    V_DISPATCH(&argument) = (IDispatch *)*out;
    raise_event((bank *)self, 2, &argument, 1);
    return result;
}

static HRESULT WINAPI bank_find(IBank *self, BSTR owner, VARIANT *out)
{
    account *it;
    VariantInit(out);
    EnterCriticalSection(&guard);
    it = find(owner);
    if (it) {
        InterlockedIncrement(&it->references);
        V_VT(out) = VT_DISPATCH;
        V_DISPATCH(out) = (IDispatch *)&it->face;
    }
    LeaveCriticalSection(&guard);
    return it ? S_OK : S_FALSE;
}

static HRESULT WINAPI bank_transfer(IBank *self, IAccount *from, IAccount *to, double amount, VARIANT_BOOL *done)
{
    account *at, *source = NULL, *target = NULL;
    *done = VARIANT_FALSE;
    /* only its own objects: what comes back must be the very object that went out */
    EnterCriticalSection(&guard);
    for (at = accounts; at; at = at->next) {
        if (&at->face == from) source = at;
        if (&at->face == to) target = at;
    }
    if (source && target && source->balance >= amount) {
        source->balance -= amount;
        target->balance += amount;
        *done = VARIANT_TRUE;
    }
    LeaveCriticalSection(&guard);
    return source && target ? S_OK : E_INVALIDARG;
}

static HRESULT WINAPI bank_fail(IBank *self, BSTR reason)
{
    ICreateErrorInfo *made;
    IErrorInfo *error;
    if (SUCCEEDED(CreateErrorInfo(&made))) {
        ICreateErrorInfo_SetSource(made, L"Ipcscope.Bank");
        ICreateErrorInfo_SetDescription(made, reason);
        ICreateErrorInfo_SetGUID(made, &IID_IBank);
        if (SUCCEEDED(ICreateErrorInfo_QueryInterface(made, &IID_IErrorInfo, (void **)&error))) {
            SetErrorInfo(0, error);
            IErrorInfo_Release(error);
        }
        ICreateErrorInfo_Release(made);
    }
    return MAKE_HRESULT(SEVERITY_ERROR, FACILITY_ITF, 0x1234);
}

static HRESULT WINAPI bank_sleep(IBank *self, LONG milliseconds)
{
    Sleep(milliseconds);
    return S_OK;
}

static HRESULT WINAPI bank_die(IBank *self)
{
    TerminateProcess(GetCurrentProcess(), 3);
    return S_OK;
}

static HRESULT WINAPI bank_owners(IBank *self, SAFEARRAY **out)
{
    account *at;
    LONG i = 0;
    EnterCriticalSection(&guard);
    for (at = accounts; at; at = at->next) i++;
    *out = SafeArrayCreateVector(VT_BSTR, 0, i);
    for (at = accounts, i = 0; at; at = at->next, i++) SafeArrayPutElement(*out, &i, at->owner);
    LeaveCriticalSection(&guard);
    return S_OK;
}

static HRESULT WINAPI bank_announce(IBank *self, BSTR text, LONG times)
{
    VARIANT arguments[2];
    LONG i;
    for (i = 1; i <= times; i++) {
        V_VT(&arguments[1]) = VT_BSTR;
        V_BSTR(&arguments[1]) = text;
        V_VT(&arguments[0]) = VT_I4;
        V_I4(&arguments[0]) = i;
        raise_event((bank *)self, 1, arguments, 2);
    }
    return S_OK;
}

static HRESULT WINAPI bank_accounts(IBank *self, LONG *out)
{
    account *at;
    *out = 0;
    EnterCriticalSection(&guard);
    for (at = accounts; at; at = at->next) ++*out;
    LeaveCriticalSection(&guard);
    return S_OK;
}

static HRESULT WINAPI bank_echo(IBank *self, VARIANT what, VARIANT *same)
{
    VariantInit(same);
    return VariantCopy(same, &what);
}

static HRESULT WINAPI bank_process(IBank *self, LONG *pid)
{
    *pid = GetCurrentProcessId();
    return S_OK;
}

typedef struct collection {
    IEnumVARIANT face;
    LONG references;
    ULONG at;
} collection;

static IEnumVARIANTVtbl collection_functions;

static HRESULT collection_of(ULONG at, IEnumVARIANT **out)
{
    collection *it = calloc(1, sizeof *it);
    it->face.lpVtbl = &collection_functions;
    it->references = 1;
    it->at = at;
    object_made();
    *out = &it->face;
    return S_OK;
}

static HRESULT WINAPI collection_query(IEnumVARIANT *self, REFIID iid, void **out)
{
    *out = NULL;
    if (!IsEqualGUID(iid, &IID_IUnknown) && !IsEqualGUID(iid, &IID_IEnumVARIANT)) return E_NOINTERFACE;
    *out = self;
    IEnumVARIANT_AddRef(self);
    return S_OK;
}

static ULONG WINAPI collection_add(IEnumVARIANT *self)
{
    return InterlockedIncrement(&((collection *)self)->references);
}

static ULONG WINAPI collection_release(IEnumVARIANT *self)
{
    LONG left = InterlockedDecrement(&((collection *)self)->references);
    if (left == 0) {
        free(self);
        object_gone();
    }
    return left;
}

static HRESULT WINAPI collection_next(IEnumVARIANT *self, ULONG count, VARIANT *values, ULONG *fetched)
{
    collection *it = (collection *)self;
    account *at;
    ULONG passed, given = 0;
    EnterCriticalSection(&guard);
    for (at = accounts, passed = 0; at && given < count; at = at->next, passed++) {
        if (passed < it->at) continue;
        InterlockedIncrement(&at->references);
        V_VT(&values[given]) = VT_DISPATCH;
        V_DISPATCH(&values[given++]) = (IDispatch *)&at->face;
        it->at++;
    }
    LeaveCriticalSection(&guard);
    if (fetched) *fetched = given;
    return given == count ? S_OK : S_FALSE;
}

static HRESULT WINAPI collection_skip(IEnumVARIANT *self, ULONG count)
{
    ((collection *)self)->at += count;
    return S_OK;
}

static HRESULT WINAPI collection_reset(IEnumVARIANT *self)
{
    ((collection *)self)->at = 0;
    return S_OK;
}

static HRESULT WINAPI collection_clone(IEnumVARIANT *self, IEnumVARIANT **out)
{
    return collection_of(((collection *)self)->at, out);
}

static IEnumVARIANTVtbl collection_functions = {collection_query, collection_add,   collection_release, collection_next,
                                                collection_skip,  collection_reset, collection_clone};

static HRESULT WINAPI bank_all(IBank *self, IUnknown **out) { return collection_of(0, (IEnumVARIANT **)out); }

static HRESULT WINAPI bank_tell(IBank *self, IDispatch *whom, BSTR text, VARIANT *answer)
{
    LPOLESTR name = L"Said";
    DISPID id;
    VARIANT argument;
    DISPPARAMS parameters = {&argument, NULL, 1, 0};
    HRESULT result;
    VariantInit(answer);
    if (!whom) return E_POINTER;
    result = IDispatch_GetIDsOfNames(whom, &no_iid, &name, 1, 0x409, &id);
    if (FAILED(result)) return result;
    V_VT(&argument) = VT_BSTR;
    V_BSTR(&argument) = text;
    return IDispatch_Invoke(whom, id, &no_iid, 0x409, DISPATCH_METHOD, &parameters, answer, NULL, NULL);
}

static IBankVtbl bank_functions = {bank_query,    bank_add,      bank_release,  IBank_count, IBank_type,
                                   IBank_ids,     IBank_invoke,  bank_open,     bank_find,   bank_transfer,
                                   bank_fail,     bank_sleep,    bank_die,      bank_owners, bank_announce,
                                   bank_accounts, bank_echo,     bank_process,
                                   bank_all,      bank_tell};

/* ---- its events ---- */

#define OF_CONTAINER(self) CONTAINING_RECORD(self, bank, container)
#define OF_POINT(self) CONTAINING_RECORD(self, bank, point)

static HRESULT WINAPI container_query(IConnectionPointContainer *self, REFIID iid, void **out)
{
    return bank_query(&OF_CONTAINER(self)->face, iid, out);
}
static ULONG WINAPI container_add(IConnectionPointContainer *self) { return bank_add(&OF_CONTAINER(self)->face); }
static ULONG WINAPI container_release(IConnectionPointContainer *self) { return bank_release(&OF_CONTAINER(self)->face); }
static HRESULT WINAPI container_all(IConnectionPointContainer *self, IEnumConnectionPoints **out)
{
    *out = NULL;
    return E_NOTIMPL;
}
static HRESULT WINAPI container_find(IConnectionPointContainer *self, REFIID iid, IConnectionPoint **out)
{
    *out = NULL;
    if (!IsEqualGUID(iid, &DIID_Events)) return CONNECT_E_NOCONNECTION;
    *out = &OF_CONTAINER(self)->point;
    IConnectionPoint_AddRef(*out);
    return S_OK;
}
static IConnectionPointContainerVtbl container_functions = {container_query, container_add, container_release,
                                                            container_all, container_find};

static HRESULT WINAPI point_query(IConnectionPoint *self, REFIID iid, void **out)
{
    /* an object of its own by COM's rules: no way back to the bank but GetConnectionPointContainer */
    *out = NULL;
    if (!IsEqualGUID(iid, &IID_IUnknown) && !IsEqualGUID(iid, &IID_IConnectionPoint)) return E_NOINTERFACE;
    *out = self;
    IConnectionPoint_AddRef(self);
    return S_OK;
}
static ULONG WINAPI point_add(IConnectionPoint *self) { return bank_add(&OF_POINT(self)->face); }
static ULONG WINAPI point_release(IConnectionPoint *self) { return bank_release(&OF_POINT(self)->face); }
static HRESULT WINAPI point_interface(IConnectionPoint *self, IID *out)
{
    *out = DIID_Events;
    return S_OK;
}
static HRESULT WINAPI point_container(IConnectionPoint *self, IConnectionPointContainer **out)
{
    *out = &OF_POINT(self)->container;
    IConnectionPointContainer_AddRef(*out);
    return S_OK;
}
static HRESULT WINAPI point_advise(IConnectionPoint *self, IUnknown *sink, DWORD *cookie)
{
    bank *it = OF_POINT(self);
    int i;
    *cookie = 0;
    for (i = 0; i < MOST && it->sinks[i]; i++)
        ;
    if (i == MOST) return CONNECT_E_ADVISELIMIT;
    if (FAILED(IUnknown_QueryInterface(sink, &DIID_Events, (void **)&it->sinks[i])) &&
        FAILED(IUnknown_QueryInterface(sink, &IID_IDispatch, (void **)&it->sinks[i])))
        return CONNECT_E_CANNOTCONNECT;
    *cookie = i + 1;
    return S_OK;
}
static HRESULT WINAPI point_unadvise(IConnectionPoint *self, DWORD cookie)
{
    bank *it = OF_POINT(self);
    IDispatch *sink;
    if (cookie < 1 || cookie > MOST || !it->sinks[cookie - 1]) return CONNECT_E_NOCONNECTION;
    sink = it->sinks[cookie - 1];
    it->sinks[cookie - 1] = NULL;
    IDispatch_Release(sink);
    return S_OK;
}
static HRESULT WINAPI point_all(IConnectionPoint *self, IEnumConnections **out)
{
    *out = NULL;
    return E_NOTIMPL;
}
static IConnectionPointVtbl point_functions = {point_query,     point_add,    point_release,  point_interface,
                                               point_container, point_advise, point_unadvise, point_all};

/* ---- class factory, registration, main ---- */

static HRESULT WINAPI factory_query(IClassFactory *self, REFIID iid, void **out)
{
    *out = NULL;
    if (!IsEqualGUID(iid, &IID_IUnknown) && !IsEqualGUID(iid, &IID_IClassFactory)) return E_NOINTERFACE;
    *out = self;
    return S_OK;
}
static ULONG WINAPI factory_add(IClassFactory *self) { return 2; }
static ULONG WINAPI factory_release(IClassFactory *self) { return 1; }
static HRESULT WINAPI factory_create(IClassFactory *self, IUnknown *outer, REFIID iid, void **out)
{
    bank *it;
    HRESULT result;
    *out = NULL;
    if (outer) return CLASS_E_NOAGGREGATION;
    it = calloc(1, sizeof *it);
    it->face.lpVtbl = &bank_functions;
    it->container.lpVtbl = &container_functions;
    it->point.lpVtbl = &point_functions;
    it->references = 1;
    object_made();
    result = bank_query(&it->face, iid, out);
    bank_release(&it->face);
    return result;
}
static HRESULT WINAPI factory_lock(IClassFactory *self, BOOL lock)
{
    if (lock) object_made();
    else object_gone();
    return S_OK;
}
static IClassFactoryVtbl factory_functions = {factory_query, factory_add, factory_release, factory_create, factory_lock};
static IClassFactory factory = {&factory_functions};

#define CLASSES "Software\\Classes\\"

static void set(const char *key, const char *below, const char *value)
{
    char path[300];
    snprintf(path, sizeof path, CLASSES "%s%s", key, below);
    RegSetKeyValueA(HKEY_LOCAL_MACHINE, path, NULL, REG_SZ, value, (DWORD)strlen(value) + 1);
}

static void names(int number, char *clsid, char *prog_id)
{
    sprintf(clsid, CLSID_FORMAT, CLSID_TheBank.Data1 + number);
    strcpy(prog_id, "Ipcscope.Bank");
    if (number > 0) sprintf(prog_id + strlen(prog_id), "%d", number);
}

static int register_server(const char *program, ITypeLib *library, WCHAR *file, int count, char **numbers)
{
    HRESULT result = RegisterTypeLib(library, file, NULL);
    char clsid[50], prog_id[50], key[100], command[MAX_PATH + 50];
    int i;
    for (i = -1; i < count; i++) {
        int number = i < 0 ? 0 : atoi(numbers[i]);
        names(number, clsid, prog_id);
        sprintf(key, "CLSID\\%s", clsid);
        snprintf(command, sizeof command, "%s -class:%d", program, number);
        set(key, "", "ipcscope sample bank");
        set(key, "\\LocalServer32", command);
        set(key, "\\ProgID", prog_id);
        set(key, "\\TypeLib", LIBID_TEXT);
        set(key, "\\Version", "1.2");
        set(prog_id, "", "ipcscope sample bank");
        set(prog_id, "\\CLSID", clsid);
    }
    printf("registered %08lx\n", result);
    return FAILED(result);
}

static int unregister_server(int count, char **numbers)
{
    HRESULT result = UnRegisterTypeLib(&LIBID_Bank, 1, 2, LOCALE_NEUTRAL, SYS_WIN64);
    char clsid[50], prog_id[50], key[100];
    int i;
    for (i = -1; i < count; i++) {
        int number = i < 0 ? 0 : atoi(numbers[i]);
        names(number, clsid, prog_id);
        sprintf(key, CLASSES "CLSID\\%s", clsid);
        RegDeleteTreeA(HKEY_LOCAL_MACHINE, key);
        sprintf(key, CLASSES "%s", prog_id);
        RegDeleteTreeA(HKEY_LOCAL_MACHINE, key);
    }
    printf("unregistered %08lx\n", result);
    return FAILED(result);
}

int main(int count, char **arguments)
{
    char program[MAX_PATH];
    WCHAR file[MAX_PATH];
    ITypeLib *library;
    HRESULT result;
    CLSID clsid = CLSID_TheBank;
    DWORD cookie;
    GetModuleFileNameA(NULL, program, MAX_PATH);
    GetModuleFileNameW(NULL, file, MAX_PATH);
    wcscpy(wcsrchr(file, L'\\'), L"\\bank.tlb");
    InitializeCriticalSection(&guard);
    CoInitializeEx(NULL, COINIT_MULTITHREADED);
    result = LoadTypeLibEx(file, REGKIND_NONE, &library);
    if (FAILED(result)) {
        fprintf(stderr, "bankserver: %ls: %08lx\n", file, result);
        return 2;
    }
    if (count > 1 && !strcmp(arguments[1], "-RegServer")) return register_server(program, library, file, count - 2, arguments + 2);
    if (count > 1 && !strcmp(arguments[1], "-UnregServer")) return unregister_server(count - 2, arguments + 2);
    ITypeLib_GetTypeInfoOfGuid(library, &IID_IBank, &bank_type);
    ITypeLib_GetTypeInfoOfGuid(library, &IID_IAccount, &account_type);
    over = CreateEventA(NULL, TRUE, FALSE, NULL);
    if (count > 1 && !strncmp(arguments[1], "-class:", 7)) clsid.Data1 += atoi(arguments[1] + 7);
    result = CoRegisterClassObject(&clsid, (IUnknown *)&factory, CLSCTX_LOCAL_SERVER, REGCLS_MULTIPLEUSE, &cookie);
    if (FAILED(result)) {
        fprintf(stderr, "bankserver: CoRegisterClassObject: %08lx\n", result);
        return 2;
    }
    while (WaitForSingleObject(over, IDLE_MS) == WAIT_TIMEOUT && objects > 0)
        ;
    CoRevokeClassObject(cookie);
    CoUninitialize();
    return 0;
}
