/*
 * A client of shelfserver, early and late bound; prints what came of each call. It knows nothing of taps.
 *   shelfclient [STEP…]
 * Steps: table (calls by the virtual table), named (named arguments, references of each type), points (lists of
 * connection points and connections), licence, errors, running (by the table of running objects), calls:N (N calls by the
 * table and N by name; prints how long one took in microseconds), threads:N:COUNT (N threads get the same object and the
 * class object, call them and let them go, COUNT times each), hold (keeps the type library loaded: oleaut32 of Wine 8
 * frees one that another thread is just finding, and COM looks for it whenever an interface goes to another process).
 */
#define COBJMACROS
#define INITGUID
#include <windows.h>
#include <ole2.h>
#include <olectl.h>
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>
#include "shelf.h"

DEFINE_GUID(CLSID_TheShelf, 0x6a6cf0a4, 0x0b0c, 0x4f8e, 0x8c, 0x4b, 0x2c, 0x1f, 0x9f, 0x7b, 0x3a, 0x11);
DEFINE_GUID(DIID_TheEvents, 0xf2c6cf0b, 0x2b53, 0x45c0, 0xa0, 0xcb, 0x7c, 0x5f, 0x50, 0xa9, 0xd8, 0xe4);
DEFINE_GUID(LIBID_TheLibrary, 0x0d5b1e2a, 0x7f0c, 0x4c67, 0x8b, 0x11, 0x54, 0xa1, 0xec, 0x6a, 0x2f, 0x77);

static const IID no_iid;
static IShelf *shelf;
static IDispatch *late;

static const char *same(IUnknown *one, IUnknown *other)
{
    IUnknown *first = NULL, *second = NULL;
    const char *answer;
    if (!one) return "nothing";
    IUnknown_QueryInterface(one, &IID_IUnknown, (void **)&first);
    IUnknown_QueryInterface(other, &IID_IUnknown, (void **)&second);
    answer = first == second ? "the same" : "another";
    IUnknown_Release(first);
    IUnknown_Release(second);
    return answer;
}

static void show(const VARIANT *value)
{
    VARIANT text;
    VariantInit(&text);
    if (V_VT(value) & VT_ARRAY) {
        SAFEARRAY *array = V_VT(value) & VT_BYREF ? *V_ARRAYREF(value) : V_ARRAY(value);
        printf("%x[%lu]", V_VT(value), array ? array->rgsabound[0].cElements : 0);
    } else if (V_VT(value) == VT_DISPATCH || V_VT(value) == VT_UNKNOWN)
        printf("%x %s", V_VT(value), same(V_UNKNOWN(value), (IUnknown *)shelf));
    else if (V_VT(value) == (VT_DISPATCH | VT_BYREF))
        printf("%x %s", V_VT(value), same((IUnknown *)*V_DISPATCHREF(value), (IUnknown *)shelf));
    else if (SUCCEEDED(VariantChangeTypeEx(&text, (VARIANT *)value, 0x409, VARIANT_ALPHABOOL, VT_BSTR)))
        printf("%x '%ls'", V_VT(value), V_BSTR(&text) ? V_BSTR(&text) : L"");
    else
        printf("%x", V_VT(value));
    VariantClear(&text);
}

static void table(void)
{
    unsigned char octet = 1;
    short little = 2;
    LONG number = 3, i;
    hyper big = 4;
    float single = 5;
    double real = 6;
    VARIANT_BOOL truth = 0;
    DATE date = 7;
    SCODE code = 8;
    BSTR text = NULL;
    VARIANT any, more;
    IUnknown *unknown = NULL;
    IDispatch *dispatch = NULL;
    IShelf *another = NULL;
    SAFEARRAY *texts = NULL, *numbers;
    HRESULT answer;
    VariantInit(&any);
    answer = IShelf_Give(shelf, &octet, &little, &number, &big, &single, &real, &truth, &date, &code, &text, &any,
                         &unknown, &dispatch, &another, &texts);
    printf("Give %08lx: %u %d %ld %lld %g %g %d %g %08lx '%ls' ", answer, octet, little, number, (long long)big, single,
           real, truth, date, code, text ? text : L"");
    show(&any);
    printf(" %s %s %s %lu\n", same(unknown, (IUnknown *)shelf), same((IUnknown *)dispatch, (IUnknown *)shelf),
           same((IUnknown *)another, (IUnknown *)shelf), texts ? texts->rgsabound[0].cElements : 0);
    SysFreeString(text);
    text = NULL;
    V_VT(&any) = VT_R4;
    V_R4(&any) = 0.5f;
    answer = IShelf_Take(shelf, 250, -5, 70000, -1LL << 40, 1.25f, 2.5, VARIANT_TRUE, 3.75,
                         SysAllocString(L"text"), any, unknown, texts, &text);
    printf("Take %08lx: %ls\n", answer, text ? text : L"");
    answer = IShelf_Take(shelf, 0, 0, 0, 0, 0, 0, 0, 0, NULL, any, NULL, texts, &text);
    printf("Take %08lx: %ls\n", answer, text ? text : L"");
    if (unknown) IUnknown_Release(unknown);
    if (dispatch) IDispatch_Release(dispatch);
    if (another) IShelf_Release(another);
    dispatch = NULL;
    for (i = 0; i < 2; i++) {
        answer = IShelf_Change(shelf, &octet, &little, &single, &real, &truth, &date, &dispatch);
        printf("Change %08lx: %u %d %g %g %d %g %s\n", answer, octet, little, single, real, truth, date,
               same((IUnknown *)dispatch, (IUnknown *)shelf));
    }
    text = SysAllocString(L"one");
    numbers = SafeArrayCreateVector(VT_I4, 0, 2);
    answer = IShelf_Grow(shelf, &number, &text, &numbers);
    printf("Grow %08lx: %ld '%ls' %lu\n", answer, number, text, numbers ? numbers->rgsabound[0].cElements : 0);
    V_VT(&any) = VT_BSTR;
    V_BSTR(&any) = SysAllocString(L"a text");
    V_VT(&more) = VT_UNKNOWN;
    V_UNKNOWN(&more) = (IUnknown *)shelf;
    IShelf_AddRef(shelf);
    answer = IShelf_Swap(shelf, &any, &more);
    printf("Swap %08lx: ", answer);
    show(&any);
    printf(", ");
    show(&more);
    printf("\n");
    VariantClear(&any);
    VariantClear(&more);
    answer = IShelf_get_Item(shelf, 3, &text);
    printf("Item %08lx: %ls\n", answer, text ? text : L"");
    answer = IShelf_get_Item(shelf, 33, &text);
    printf("Item %08lx: %s\n", answer, text ? "a text" : "nothing");
    V_VT(&any) = VT_I2;
    V_I2(&any) = 4;
    V_VT(&more) = VT_DATE;
    V_DATE(&more) = 45000.5;
    answer = IShelf_put_Cell(shelf, 1, any, more);
    printf("put Cell %08lx\n", answer);
    VariantInit(&more);
    answer = IShelf_get_Cell(shelf, 1, any, &more);
    printf("Cell %08lx: ", answer);
    show(&more);
    answer = IShelf_Exact(shelf, &more);
    printf("\nExact %08lx: ", answer);
    show(&more);
    answer = IShelf_Matrix(shelf, &more);
    printf("\nMatrix %08lx: ", answer);
    show(&more);
    VariantClear(&more);
    answer = IShelf_Kinds(shelf, &more);
    printf("\nKinds %08lx: ", answer);
    show(&more);
    VariantClear(&more);
    answer = IShelf_Same(shelf, (IUnknown *)shelf, (IUnknown *)late, &truth);
    printf("\nSame %08lx: %d\n", answer, truth);
    answer = IShelf_Later(shelf, 1.5, 2.25, &date);
    printf("Later %08lx: %g\n", answer, date);
}

static HRESULT call(IDispatch *object, LPOLESTR *names, int named, WORD flags, VARIANT *arguments, int count)
{
    DISPID ids[10], put = DISPID_PROPERTYPUT;
    DISPPARAMS given = {arguments, ids + 1, count, named};
    VARIANT result;
    EXCEPINFO exception;
    UINT wrong = 99;
    int i;
    HRESULT answer = IDispatch_GetIDsOfNames(object, &no_iid, names, named + 1, 0x409, ids);
    printf("%ls", names[0]);
    for (i = 0; i <= named; i++) printf(" %ld", ids[i]);
    if (FAILED(answer)) {
        printf(" names %08lx\n", answer);
        return answer;
    }
    if (flags & (DISPATCH_PROPERTYPUT | DISPATCH_PROPERTYPUTREF)) {
        given.rgdispidNamedArgs = &put;
        given.cNamedArgs = 1;
    }
    VariantInit(&result);
    memset(&exception, 0, sizeof exception);
    answer = IDispatch_Invoke(object, ids[0], &no_iid, 0x407, flags, &given, &result, &exception, &wrong);
    printf(" %08lx ", answer);
    show(&result);
    if (answer == DISP_E_EXCEPTION) {
        printf(" code %u scode %08lx '%ls' of '%ls' help '%ls' %lu", exception.wCode, exception.scode,
               exception.bstrDescription ? exception.bstrDescription : L"", exception.bstrSource ? exception.bstrSource : L"",
               exception.bstrHelpFile ? exception.bstrHelpFile : L"", exception.dwHelpContext);
    }
    if (wrong != 99) printf(" wrong %u", wrong);
    printf("\n");
    VariantClear(&result);
    return answer;
}

#define VALUE(at, type, field, what)                                                                                   \
    do {                                                                                                               \
        V_VT(&at) = type;                                                                                              \
        at.field = what;                                                                                               \
    } while (0)

static void named(void)
{
    LPOLESTR describe[] = {L"Describe", L"author", L"title"}, told[] = {L"Told", L"Second", L"First"},
             unknown[] = {L"Told", L"Third"}, grow[] = {L"Grow"}, change[] = {L"Change"}, cell[] = {L"Cell"},
             keep[] = {L"Keep"}, raise[] = {L"Raise"}, wrong[] = {L"Wrong"}, late_one[] = {L"Late"}, swap[] = {L"Swap"};
    VARIANT arguments[8], any;
    IDispatch *mirror, *whom = NULL;
    unsigned char octet = 1;
    short little = 2;
    LONG number = 3;
    float single = 5;
    double real = 6;
    VARIANT_BOOL truth = 0;
    DATE date = 7;
    BSTR text = SysAllocString(L"one");
    SAFEARRAY *numbers = SafeArrayCreateVector(VT_I4, 0, 2);
    VALUE(arguments[0], VT_BSTR, bstrVal, SysAllocString(L"Jane Austen"));
    VALUE(arguments[1], VT_BSTR, bstrVal, SysAllocString(L"Emma"));
    call(late, describe, 2, DISPATCH_METHOD, arguments, 2);
    VALUE(arguments[2], VT_I4, lVal, 474);
    call(late, describe, 1, DISPATCH_METHOD, arguments, 2);
    IShelf_get_Mirror(shelf, &mirror);
    call(mirror, told, 2, DISPATCH_METHOD | DISPATCH_PROPERTYGET, arguments, 3);
    call(mirror, told, 1, DISPATCH_METHOD, arguments, 2);
    call(mirror, unknown, 1, DISPATCH_METHOD, arguments, 2);
    VALUE(arguments[0], VT_I4 | VT_BYREF, plVal, &number);
    VALUE(any, VT_I2, iVal, 5);
    VALUE(arguments[1], VT_VARIANT | VT_BYREF, pvarVal, &any);
    call(mirror, told, 0, DISPATCH_METHOD, arguments, 2);
    printf("number %ld any ", number);
    show(&any);
    printf("\n");
    call(mirror, keep, 0, DISPATCH_PROPERTYPUT, arguments + 2, 1);
    call(mirror, keep, 0, DISPATCH_PROPERTYGET, arguments, 0);
    VALUE(arguments[2], VT_DISPATCH, pdispVal, late);
    call(mirror, keep, 0, DISPATCH_PROPERTYPUTREF, arguments + 2, 1);
    call(mirror, keep, 0, DISPATCH_PROPERTYGET, arguments, 0);
    call(mirror, raise, 0, DISPATCH_METHOD, arguments, 0);
    call(mirror, wrong, 0, DISPATCH_METHOD, arguments + 1, 2);
    call(mirror, late_one, 0, DISPATCH_METHOD, arguments, 0);
    IDispatch_Release(mirror);
    VALUE(arguments[2], VT_I4 | VT_BYREF, plVal, &number);
    VALUE(arguments[1], VT_BSTR | VT_BYREF, pbstrVal, &text);
    VALUE(arguments[0], VT_ARRAY | VT_I4 | VT_BYREF, pparray, &numbers);
    call(late, grow, 0, DISPATCH_METHOD, arguments, 3);
    printf("number %ld text '%ls' numbers %lu\n", number, text, numbers->rgsabound[0].cElements);
    VALUE(arguments[6], VT_UI1 | VT_BYREF, pbVal, &octet);
    VALUE(arguments[5], VT_I2 | VT_BYREF, piVal, &little);
    VALUE(arguments[4], VT_R4 | VT_BYREF, pfltVal, &single);
    VALUE(arguments[3], VT_R8 | VT_BYREF, pdblVal, &real);
    VALUE(arguments[2], VT_BOOL | VT_BYREF, pboolVal, &truth);
    VALUE(arguments[1], VT_DATE | VT_BYREF, pdate, &date);
    VALUE(arguments[0], VT_DISPATCH | VT_BYREF, ppdispVal, &whom);
    call(late, change, 0, DISPATCH_METHOD, arguments, 7);
    printf("%u %d %g %g %d %g %s\n", octet, little, single, real, truth, date, same((IUnknown *)whom, (IUnknown *)shelf));
    call(late, change, 0, DISPATCH_METHOD, arguments, 7);
    printf("%u %d %g %g %d %g %s\n", octet, little, single, real, truth, date, same((IUnknown *)whom, (IUnknown *)shelf));
    VALUE(arguments[0], VT_CY, cyVal.int64, 12345);
    VALUE(arguments[1], VT_BSTR, bstrVal, SysAllocString(L"2"));
    VALUE(arguments[2], VT_I4, lVal, 1);
    call(late, cell, 0, DISPATCH_PROPERTYPUT, arguments, 3);
    call(late, cell, 0, DISPATCH_PROPERTYGET, arguments + 1, 2);
    call(late, cell, 0, DISPATCH_PROPERTYGET, arguments + 1, 1);
    VALUE(arguments[1], VT_VARIANT | VT_BYREF, pvarVal, &any);
    VALUE(arguments[0], VT_VARIANT | VT_BYREF, pvarVal, &arguments[2]);
    call(late, swap, 0, DISPATCH_METHOD, arguments, 2);
    show(&any);
    printf("\n");
}

/* ---- a sink ---- */

static LONG sink_references;
static HRESULT WINAPI sink_query(IDispatch *self, REFIID iid, void **out)
{
    *out = NULL;
    if (!IsEqualGUID(iid, &IID_IUnknown) && !IsEqualGUID(iid, &IID_IDispatch) && !IsEqualGUID(iid, &DIID_TheEvents))
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
static HRESULT WINAPI sink_invoke(IDispatch *self, DISPID id, REFIID iid, LCID locale, WORD flags, DISPPARAMS *given,
                                  VARIANT *result, EXCEPINFO *exception, UINT *wrong)
{
    LONG sinks = 0;
    UINT i;
    printf("event %ld flags %x", id, flags);
    for (i = given->cArgs; i-- > 0;) {
        printf(" ");
        show(&given->rgvarg[i]);
        if (V_VT(&given->rgvarg[i]) == (VT_VARIANT | VT_BYREF)) {
            V_VT(V_VARIANTREF(&given->rgvarg[i])) = VT_I4;
            V_I4(V_VARIANTREF(&given->rgvarg[i])) = 41;
        }
    }
    /* and back into the server, which waits for us */
    printf(" %08lx", IShelf_get_Sinks(shelf, &sinks));
    printf(" %ld sinks\n", sinks);
    if (id == 2 && result) VALUE((*result), VT_I4, lVal, 42);
    return S_OK;
}
static IDispatchVtbl sink_functions = {sink_query, sink_add, sink_release, sink_count, sink_type, sink_ids, sink_invoke};
static IDispatch first_sink = {&sink_functions}, second_sink = {&sink_functions};

static const char *whose(IUnknown *sink)
{
    return !sink ? "nothing" : sink == (IUnknown *)&first_sink ? "first" : sink == (IUnknown *)&second_sink ? "second" : "unknown";
}

static void points(void)
{
    IConnectionPointContainer *container, *again;
    IEnumConnectionPoints *all, *copy;
    IConnectionPoint *point[3];
    IEnumConnections *connections, *more;
    IProvideClassInfo2 *info;
    ITypeInfo *type;
    CONNECTDATA data[4];
    DWORD first = 0, second = 0;
    ULONG got = 99, i;
    VARIANT column, value;
    BSTR name = NULL;
    IID iid;
    HRESULT answer = IShelf_QueryInterface(shelf, &IID_IProvideClassInfo2, (void **)&info);
    printf("class info %08lx\n", answer);
    if (SUCCEEDED(answer)) {
        answer = IProvideClassInfo2_GetGUID(info, GUIDKIND_DEFAULT_SOURCE_DISP_IID, &iid);
        printf("events by default %08lx %d\n", answer, IsEqualGUID(&iid, &DIID_TheEvents));
        answer = IProvideClassInfo2_GetClassInfo(info, &type);
        if (SUCCEEDED(answer)) {
            ITypeInfo_GetDocumentation(type, MEMBERID_NIL, &name, NULL, NULL, NULL);
            ITypeInfo_Release(type);
        }
        printf("class %08lx %ls\n", answer, name ? name : L"");
        IProvideClassInfo2_Release(info);
    }
    answer = IShelf_QueryInterface(shelf, &IID_IConnectionPointContainer, (void **)&container);
    printf("container %08lx\n", answer);
    if (FAILED(answer)) return;
    answer = IConnectionPointContainer_EnumConnectionPoints(container, &all);
    printf("points %08lx\n", answer);
    if (FAILED(answer)) return;
    answer = IEnumConnectionPoints_Next(all, 3, point, &got);
    printf("next %08lx %lu\n", answer, got);
    answer = IEnumConnectionPoints_Clone(all, &copy);
    printf("clone %08lx\n", answer);
    IEnumConnectionPoints_Reset(copy);
    answer = IEnumConnectionPoints_Next(copy, 1, point + 1, NULL);
    printf("next of the clone %08lx %s\n", answer, point[1] == point[0] ? "the same" : "another");
    IConnectionPoint_Release(point[1]);
    IEnumConnectionPoints_Release(copy);
    IEnumConnectionPoints_Release(all);
    answer = IConnectionPoint_GetConnectionInterface(point[0], &iid);
    printf("interface %08lx %d\n", answer, IsEqualGUID(&iid, &DIID_TheEvents));
    answer = IConnectionPoint_GetConnectionPointContainer(point[0], &again);
    printf("container of the point %08lx %s\n", answer, same((IUnknown *)again, (IUnknown *)shelf));
    IConnectionPointContainer_Release(again);
    printf("advise %08lx", IConnectionPoint_Advise(point[0], (IUnknown *)&first_sink, &first));
    printf(" %lu\n", first);
    printf("advise %08lx", IConnectionPoint_Advise(point[0], (IUnknown *)&second_sink, &second));
    printf(" %lu\n", second);
    answer = IConnectionPoint_EnumConnections(point[0], &connections);
    printf("connections %08lx\n", answer);
    if (SUCCEEDED(answer)) {
        memset(data, 0, sizeof data);
        IEnumConnections_Next(connections, 4, data, &got);
        printf("next"); /* Wine 8 passes neither result nor number of this call back */
        for (i = 0; i < 4 && data[i].pUnk; i++) {
            printf(", %lu %s", data[i].dwCookie, whose(data[i].pUnk));
            IUnknown_Release(data[i].pUnk);
        }
        IEnumConnections_Reset(connections);
        IEnumConnections_Skip(connections, 1);
        answer = IEnumConnections_Clone(connections, &more);
        printf("\nclone %08lx", answer);
        memset(data, 0, sizeof data);
        IEnumConnections_Next(more, 1, data, NULL);
        printf(" next, %lu %s\n", data[0].dwCookie, whose(data[0].pUnk));
        if (data[0].pUnk) IUnknown_Release(data[0].pUnk);
        IEnumConnections_Release(more);
        IEnumConnections_Release(connections);
    }
    printf("Ring %08lx\n", IShelf_Ring(shelf, 2));
    for (i = 0; i < 2; i++) {
        VALUE(column, VT_I4, lVal, i);
        VariantInit(&value);
        IShelf_get_Cell(shelf, 0, column, &value);
        printf(i ? "result " : "answer ");
        show(&value);
        printf("\n");
    }
    printf("unadvise %08lx\n", IConnectionPoint_Unadvise(point[0], first));
    printf("unadvise again %08lx\n", IConnectionPoint_Unadvise(point[0], first));
    printf("Ring %08lx\n", IShelf_Ring(shelf, 1));
    printf("unadvise %08lx\n", IConnectionPoint_Unadvise(point[0], second));
    IConnectionPoint_Release(point[0]);
    IConnectionPointContainer_Release(container);
    printf("sink references left %ld\n", sink_references);
}

static void licence(void)
{
    IClassFactory *plain;
    IClassFactory2 *factory;
    LICINFO info = {sizeof info, 9, 9};
    IShelf *made = NULL;
    IUnknown *other;
    BSTR key = NULL;
    CLSID clsid;
    HRESULT answer = CLSIDFromProgID(L"Ipcscope.Shelf", &clsid);
    if (SUCCEEDED(answer)) answer = CoGetClassObject(&clsid, CLSCTX_LOCAL_SERVER, NULL, &IID_IClassFactory, (void **)&plain);
    printf("class object %08lx\n", answer);
    if (FAILED(answer)) return;
    answer = IClassFactory_QueryInterface(plain, &IID_IOleObject, (void **)&other);
    printf("not an OLE object %08lx\n", answer);
    answer = IClassFactory_QueryInterface(plain, &IID_IClassFactory2, (void **)&factory);
    printf("with a licence %08lx\n", answer);
    IClassFactory_Release(plain);
    if (FAILED(answer)) return;
    answer = IClassFactory2_GetLicInfo(factory, &info);
    printf("information %08lx %d %d\n", answer, info.fRuntimeKeyAvail, info.fLicVerified);
    answer = IClassFactory2_RequestLicKey(factory, 0, &key);
    printf("key %08lx %ls\n", answer, key ? key : L"");
    answer = IClassFactory2_CreateInstanceLic(factory, NULL, NULL, &IID_IShelf, SysAllocString(L"wrong"), (void **)&made);
    printf("wrong key %08lx %s\n", answer, made ? "object" : "nothing");
    answer = IClassFactory2_CreateInstanceLic(factory, NULL, NULL, &IID_IShelf, key, (void **)&made);
    printf("right key %08lx %s\n", answer, made ? "object" : "nothing");
    if (made) {
        BSTR title = NULL;
        answer = IShelf_get_Item(made, 0, &title);
        printf("Item %08lx %ls\n", answer, title ? title : L"");
        IShelf_Release(made);
    }
    made = NULL;
    answer = IClassFactory2_CreateInstance(factory, NULL, &IID_IShelf, (void **)&made);
    printf("without %08lx %s\n", answer, made ? "object" : "nothing");
    if (made) IShelf_Release(made);
    answer = IClassFactory2_CreateInstance(factory, NULL, &IID_IOleObject, (void **)&other);
    printf("without the interface %08lx\n", answer);
    IClassFactory2_Release(factory);
    answer = CoGetClassObject(&clsid, CLSCTX_LOCAL_SERVER, NULL, &IID_IClassFactory2, (void **)&factory);
    printf("class object at once %08lx\n", answer);
    if (SUCCEEDED(answer)) IClassFactory2_Release(factory);
}

static void errors(void)
{
    ISupportErrorInfo *supported;
    IErrorInfo *error = NULL;
    LPOLESTR fail[] = {L"Fail"};
    VARIANT arguments[3];
    HRESULT answer = IShelf_QueryInterface(shelf, &IID_ISupportErrorInfo, (void **)&supported);
    printf("errors %08lx", answer);
    if (SUCCEEDED(answer)) {
        printf(" %08lx", ISupportErrorInfo_InterfaceSupportsErrorInfo(supported, &IID_IShelf));
        printf(" %08lx", ISupportErrorInfo_InterfaceSupportsErrorInfo(supported, &IID_IDispatch));
        ISupportErrorInfo_Release(supported);
    }
    SetErrorInfo(0, NULL);
    answer = IShelf_Fail(shelf, 0x80041234, SysAllocString(L"the shelf"), SysAllocString(L"it broke"));
    printf("\nFail %08lx", answer);
    answer = GetErrorInfo(0, &error);
    printf(" %08lx", answer);
    if (answer == S_OK) {
        BSTR description = NULL, source = NULL;
        IErrorInfo_GetDescription(error, &description);
        IErrorInfo_GetSource(error, &source);
        printf(" '%ls' of '%ls'", description, source);
        IErrorInfo_Release(error);
    }
    printf("\n");
    VALUE(arguments[0], VT_BSTR, bstrVal, SysAllocString(L"it broke"));
    VALUE(arguments[1], VT_BSTR, bstrVal, SysAllocString(L"the shelf"));
    VALUE(arguments[2], VT_I4, lVal, 0x80041234);
    call(late, fail, 0, DISPATCH_METHOD, arguments, 3);
    VALUE(arguments[2], VT_I4, lVal, 5);
    call(late, fail, 0, DISPATCH_METHOD, arguments, 3);
    VALUE(arguments[2], VT_BSTR, bstrVal, SysAllocString(L"no number"));
    call(late, fail, 0, DISPATCH_METHOD, arguments, 3);
}

static void running(void)
{
    IBindCtx *context;
    IMoniker *moniker;
    IUnknown *found = NULL;
    IShelf *again;
    DWORD active = 0;
    BSTR title = NULL;
    HRESULT answer = IShelf_Offer(shelf, SysAllocString(L"C:\\shelves\\two.shelf"));
    printf("offered %08lx\n", answer);
    CreateBindCtx(0, &context);
    CreateFileMoniker(L"C:\\shelves\\two.shelf", &moniker);
    answer = IMoniker_BindToObject(moniker, context, NULL, &IID_IShelf, (void **)&again);
    printf("bound %08lx\n", answer);
    if (SUCCEEDED(answer)) {
        answer = IShelf_get_Item(again, 2, &title);
        printf("Item %08lx %ls\n", answer, title ? title : L"");
        IShelf_Release(again);
    }
    IMoniker_Release(moniker);
    IBindCtx_Release(context);
    IShelf_Offer(shelf, NULL);
    answer = RegisterActiveObject((IUnknown *)shelf, &CLSID_TheShelf, ACTIVEOBJECT_WEAK, &active);
    printf("registered %08lx\n", answer);
    answer = GetActiveObject(&CLSID_TheShelf, NULL, &found);
    printf("active %08lx %s\n", answer, same(found, (IUnknown *)shelf));
    if (found) IUnknown_Release(found);
    printf("revoked %08lx\n", RevokeActiveObject(active, NULL));
}

static void calls(int count)
{
    LARGE_INTEGER from, to, second;
    DISPPARAMS none = {NULL, NULL, 0, 0};
    VARIANT result;
    LONG sinks;
    int i;
    QueryPerformanceFrequency(&second);
    QueryPerformanceCounter(&from);
    for (i = 0; i < count && SUCCEEDED(IShelf_get_Sinks(shelf, &sinks)); i++)
        ;
    QueryPerformanceCounter(&to);
    printf("table %.1f\n", (to.QuadPart - from.QuadPart) * 1e6 / second.QuadPart / i);
    QueryPerformanceCounter(&from);
    for (i = 0; i < count; i++) {
        VariantInit(&result);
        if (FAILED(IDispatch_Invoke(late, 18, &no_iid, 0x409, DISPATCH_PROPERTYGET, &none, &result, NULL, NULL))) break;
    }
    QueryPerformanceCounter(&to);
    printf("name %.1f\n", (to.QuadPart - from.QuadPart) * 1e6 / second.QuadPart / i);
}

static LONG rounds, good;

static DWORD WINAPI share(void *unused)
{
    int i;
    CoInitializeEx(NULL, COINIT_MULTITHREADED);
    for (i = 0; i < rounds; i++) {
        IDispatch *friend = NULL;
        IClassFactory2 *factory = NULL;
        LICINFO info = {sizeof info, 0, 0};
        UINT types;
        HRESULT answer = IShelf_get_Friend(shelf, &friend);
        if (SUCCEEDED(answer)) answer = IDispatch_GetTypeInfoCount(friend, &types);
        if (friend) IDispatch_Release(friend);
        if (SUCCEEDED(answer)) answer = CoGetClassObject(&CLSID_TheShelf, CLSCTX_LOCAL_SERVER, NULL, &IID_IClassFactory2,
                                                         (void **)&factory);
        if (SUCCEEDED(answer)) answer = IClassFactory2_GetLicInfo(factory, &info);
        if (factory) IClassFactory2_Release(factory);
        if (SUCCEEDED(answer)) InterlockedIncrement(&good);
        else printf("round %d: %08lx\n", i, answer);
    }
    CoUninitialize();
    return 0;
}

static void threads(int count, int each)
{
    HANDLE all[16];
    IDispatch *mirror = NULL;
    int i;
    IShelf_get_Mirror(shelf, &mirror);
    printf("Friend %08lx\n", IShelf_putref_Friend(shelf, mirror));
    if (mirror) IDispatch_Release(mirror);
    rounds = each;
    count = count > 16 ? 16 : count;
    for (i = 0; i < count; i++) all[i] = CreateThread(NULL, 0, share, NULL, 0, NULL);
    WaitForMultipleObjects(count, all, TRUE, INFINITE);
    printf("good %ld\n", good);
}

static void hold(void)
{
    ITypeLib *library; /* never released */
    printf("library %08lx\n", LoadRegTypeLib(&LIBID_TheLibrary, 1, 0, LOCALE_NEUTRAL, &library));
}

int main(int count, char **arguments)
{
    HRESULT answer;
    int i;
    setvbuf(stdout, NULL, _IOLBF, 0);
    CoInitializeEx(NULL, COINIT_MULTITHREADED);
    answer = CoCreateInstance(&CLSID_TheShelf, NULL, CLSCTX_LOCAL_SERVER, &IID_IShelf, (void **)&shelf);
    printf("CoCreateInstance %08lx\n", answer);
    if (FAILED(answer)) return 1;
    IShelf_QueryInterface(shelf, &IID_IDispatch, (void **)&late);
    for (i = 1; i < count; i++) {
        const char *step = arguments[i];
        if (!strcmp(step, "table")) table();
        else if (!strcmp(step, "named")) named();
        else if (!strcmp(step, "points")) points();
        else if (!strcmp(step, "licence")) licence();
        else if (!strcmp(step, "errors")) errors();
        else if (!strcmp(step, "running")) running();
        else if (!strcmp(step, "hold")) hold();
        else if (!strncmp(step, "calls:", 6)) calls(atoi(step + 6));
        else if (!strncmp(step, "threads:", 8) && strchr(step + 8, ':')) threads(atoi(step + 8), atoi(strchr(step + 8, ':') + 1));
        else { printf("unknown step %s\n", step); return 2; }
        fflush(stdout);
    }
    IDispatch_Release(late);
    IShelf_Release(shelf);
    CoUninitialize();
    printf("done\n");
    return 0;
}
