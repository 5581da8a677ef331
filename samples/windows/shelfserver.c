/*
 * A COM server in a process of its own with the rarer things of automation: properties with arguments, values of every
 * type both ways, a licence, lists of connection points and connections, errors with a source, an object that tells
 * how it was called. It lives in a single-threaded apartment, as most servers do, and ends with its last object. It
 * knows nothing of taps.
 *   shelfserver -RegServer            registers the class Ipcscope.Shelf and its type library, for all users
 *   shelfserver -UnregServer          takes that back
 *   shelfserver -Embedding            as COM starts it
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

DEFINE_GUID(LIBID_Shelf, 0x0d5b1e2a, 0x7f0c, 0x4c67, 0x8b, 0x11, 0x54, 0xa1, 0xec, 0x6a, 0x2f, 0x77);
DEFINE_GUID(CLSID_TheShelf, 0x6a6cf0a4, 0x0b0c, 0x4f8e, 0x8c, 0x4b, 0x2c, 0x1f, 0x9f, 0x7b, 0x3a, 0x11);
DEFINE_GUID(DIID_TheEvents, 0xf2c6cf0b, 0x2b53, 0x45c0, 0xa0, 0xcb, 0x7c, 0x5f, 0x50, 0xa9, 0xd8, 0xe4);
#define CLSID_TEXT "{6A6CF0A4-0B0C-4F8E-8C4B-2C1F9F7B3A11}"
#define LIBID_TEXT "{0D5B1E2A-7F0C-4C67-8B11-54A1EC6A2F77}"
#define PLACES 5
#define SINKS 10
#define IDLE_MS 60000

typedef struct shelf {
    IShelf face;
    IConnectionPointContainer container;
    IConnectionPoint point;
    IProvideClassInfo2 info;
    ISupportErrorInfo errors;
    LONG references;
    BSTR titles[PLACES];
    VARIANT cells[PLACES][PLACES];
    IDispatch *friend;
    IDispatch *sinks[SINKS];
    DWORD offered;
} shelf;

static const IID no_iid;
static ITypeInfo *shelf_type, *class_type;
static LONG objects;
static DWORD main_thread;

static void object_made(void) { InterlockedIncrement(&objects); }

static void object_gone(void)
{
    if (InterlockedDecrement(&objects) == 0) {
        CoSuspendClassObjects();
        PostThreadMessageA(main_thread, WM_QUIT, 0, 0);
    }
}

static BSTR text_of(const char *text)
{
    WCHAR wide[2000];
    MultiByteToWideChar(CP_UTF8, 0, text, -1, wide, 2000);
    return SysAllocString(wide);
}

/* ---- an object that tells how it was called ---- */

typedef struct mirror {
    IDispatch face;
    LONG references;
    VARIANT kept;
} mirror;

static HRESULT WINAPI mirror_query(IDispatch *self, REFIID iid, void **out)
{
    *out = NULL;
    if (!IsEqualGUID(iid, &IID_IUnknown) && !IsEqualGUID(iid, &IID_IDispatch)) return E_NOINTERFACE;
    *out = self;
    IDispatch_AddRef(self);
    return S_OK;
}
static ULONG WINAPI mirror_add(IDispatch *self) { return InterlockedIncrement(&((mirror *)self)->references); }
static ULONG WINAPI mirror_release(IDispatch *self)
{
    LONG left = InterlockedDecrement(&((mirror *)self)->references);
    if (left == 0) {
        VariantClear(&((mirror *)self)->kept);
        free(self);
        object_gone();
    }
    return left;
}
static HRESULT WINAPI mirror_count(IDispatch *self, UINT *count)
{
    *count = 0;
    return S_OK;
}
static HRESULT WINAPI mirror_type(IDispatch *self, UINT index, LCID locale, ITypeInfo **out)
{
    *out = NULL;
    return index ? DISP_E_BADINDEX : E_NOTIMPL;
}

/* Names of members are known whatever their case; those of arguments are First and Second. */
static const WCHAR *members[] = {L"Keep", L"Told", L"Raise", L"Wrong", L"Nothing", L"False", L"Late"};
static HRESULT WINAPI mirror_ids(IDispatch *self, REFIID iid, LPOLESTR *names, UINT count, LCID locale, DISPID *ids)
{
    HRESULT result = S_OK;
    UINT i, j;
    for (i = 0; i < count; i++) {
        ids[i] = DISPID_UNKNOWN;
        for (j = 0; i == 0 && j < sizeof members / sizeof *members; j++)
            if (!_wcsicmp(names[i], members[j])) ids[i] = 100 + j;
        if (i > 0 && !_wcsicmp(names[i], L"First")) ids[i] = 0;
        if (i > 0 && !_wcsicmp(names[i], L"Second")) ids[i] = 1;
        if (ids[i] == DISPID_UNKNOWN) result = DISP_E_UNKNOWNNAME;
    }
    return result;
}

static int said(char *to, int size, const VARIANT *value)
{
    VARIANT text;
    int length;
    if (V_VT(value) == (VT_VARIANT | VT_BYREF)) {
        length = snprintf(to, size, "by reference ");
        return length + said(to + length, size - length, V_VARIANTREF(value));
    }
    if (V_VT(value) & VT_ARRAY) {
        SAFEARRAY *array = V_VT(value) & VT_BYREF ? *V_ARRAYREF(value) : V_ARRAY(value);
        return snprintf(to, size, "%x[%lu]", V_VT(value), array ? array->rgsabound[0].cElements : 0);
    }
    length = snprintf(to, size, "%x", V_VT(value));
    VariantInit(&text);
    if (V_VT(value) == VT_DISPATCH || V_VT(value) == VT_UNKNOWN)
        return length + snprintf(to + length, size - length, V_DISPATCH(value) ? " object" : " nothing");
    if (SUCCEEDED(VariantChangeTypeEx(&text, (VARIANT *)value, 0x409, VARIANT_ALPHABOOL, VT_BSTR)))
        length += snprintf(to + length, size - length, " %ls", V_BSTR(&text) ? V_BSTR(&text) : L"");
    VariantClear(&text);
    return length;
}

static HRESULT WINAPI fill_late(EXCEPINFO *exception)
{
    exception->bstrSource = text_of("late source");
    exception->bstrDescription = text_of("late description");
    exception->scode = 0x800a1234;
    return S_OK;
}

static HRESULT WINAPI mirror_invoke(IDispatch *self, DISPID id, REFIID iid, LCID locale, WORD flags,
                                    DISPPARAMS *given, VARIANT *result, EXCEPINFO *exception, UINT *wrong)
{
    mirror *it = (mirror *)self;
    char text[2000];
    int length, i;
    if (id == 102 || id == 106) {
        if (!exception) return E_FAIL;
        memset(exception, 0, sizeof *exception);
        if (id == 106) {
            exception->pfnDeferredFillIn = fill_late;
            return DISP_E_EXCEPTION;
        }
        exception->wCode = 1004;
        exception->bstrSource = text_of("the mirror");
        exception->bstrDescription = text_of("a crack of \xe2\x82\xac 5");
        exception->bstrHelpFile = text_of("mirror.hlp");
        exception->dwHelpContext = 77;
        return DISP_E_EXCEPTION;
    }
    if (id == 103) {
        if (wrong) *wrong = 1;
        return DISP_E_TYPEMISMATCH;
    }
    if (id == 105) return S_FALSE;
    if (id == 100 && flags & (DISPATCH_PROPERTYPUT | DISPATCH_PROPERTYPUTREF)) VariantCopyInd(&it->kept, given->rgvarg);
    if (id == 100 && flags & DISPATCH_PROPERTYGET && !given->cArgs) {
        if (result) VariantCopy(result, &it->kept);
        return S_OK;
    }
    length = snprintf(text, sizeof text, "%ld flags %x result %s", id, flags, result ? "wanted" : "unwanted");
    for (i = 0; i < (int)given->cArgs; i++) {
        if (i < (int)given->cNamedArgs)
            length += snprintf(text + length, sizeof text - length, ", %ld: ", given->rgdispidNamedArgs[i]);
        else length += snprintf(text + length, sizeof text - length, ", ");
        length += said(text + length, sizeof text - length, &given->rgvarg[i]);
        if (V_VT(&given->rgvarg[i]) == (VT_I4 | VT_BYREF)) ++*V_I4REF(&given->rgvarg[i]);
        if (V_VT(&given->rgvarg[i]) == (VT_VARIANT | VT_BYREF) && V_VT(V_VARIANTREF(&given->rgvarg[i])) == VT_I2)
            ++V_I2(V_VARIANTREF(&given->rgvarg[i]));
    }
    if (flags & (DISPATCH_PROPERTYPUT | DISPATCH_PROPERTYPUTREF) && id != 100) {
        VariantClear(&it->kept);
        V_VT(&it->kept) = VT_BSTR;
        V_BSTR(&it->kept) = text_of(text);
    }
    if (result && id != 104) {
        V_VT(result) = VT_BSTR;
        V_BSTR(result) = text_of(text);
    }
    return S_OK;
}
static IDispatchVtbl mirror_functions = {mirror_query, mirror_add,  mirror_release, mirror_count,
                                         mirror_type,  mirror_ids, mirror_invoke};

static HRESULT mirror_of(IDispatch **out)
{
    mirror *it = calloc(1, sizeof *it);
    it->face.lpVtbl = &mirror_functions;
    it->references = 1;
    object_made();
    *out = &it->face;
    return S_OK;
}

/* ---- what is enumerated: titles, connection points, connections ---- */

typedef struct list {
    IUnknown face; /* of one of the three; their functions stand at the same places */
    LONG references;
    const IID *iid;
    shelf *of;
    ULONG at;
} list;

static HRESULT list_of(const void *functions, const IID *iid, shelf *of, ULONG at, void **out)
{
    list *it = calloc(1, sizeof *it);
    it->face.lpVtbl = (IUnknownVtbl *)functions;
    it->references = 1;
    it->iid = iid;
    it->of = of;
    it->at = at;
    IShelf_AddRef(&of->face);
    *out = it;
    return S_OK;
}
static HRESULT WINAPI list_query(void *self, REFIID iid, void **out)
{
    *out = NULL;
    if (!IsEqualGUID(iid, &IID_IUnknown) && !IsEqualGUID(iid, ((list *)self)->iid)) return E_NOINTERFACE;
    *out = self;
    InterlockedIncrement(&((list *)self)->references);
    return S_OK;
}
static ULONG WINAPI list_add(void *self) { return InterlockedIncrement(&((list *)self)->references); }
static ULONG WINAPI list_release(void *self)
{
    LONG left = InterlockedDecrement(&((list *)self)->references);
    if (left == 0) {
        IShelf_Release(&((list *)self)->of->face);
        free(self);
    }
    return left;
}
static HRESULT WINAPI list_skip(void *self, ULONG count)
{
    ((list *)self)->at += count;
    return S_OK;
}
static HRESULT WINAPI list_reset(void *self)
{
    ((list *)self)->at = 0;
    return S_OK;
}
static HRESULT WINAPI list_clone(void *self, void **out)
{
    list *it = self;
    return list_of(it->face.lpVtbl, it->iid, it->of, it->at, out);
}
static HRESULT WINAPI titles_next(void *self, ULONG count, VARIANT *values, ULONG *fetched)
{
    list *it = self;
    ULONG given = 0;
    for (; given < count && it->at < PLACES; given++, it->at++) {
        V_VT(&values[given]) = VT_BSTR;
        V_BSTR(&values[given]) = SysAllocString(it->of->titles[it->at]);
    }
    if (fetched) *fetched = given;
    return given == count ? S_OK : S_FALSE;
}
static HRESULT WINAPI points_next(void *self, ULONG count, IConnectionPoint **values, ULONG *fetched)
{
    list *it = self;
    ULONG given = 0;
    for (; given < count && it->at < 1; given++, it->at++) {
        values[given] = &it->of->point;
        IConnectionPoint_AddRef(values[given]);
    }
    if (fetched) *fetched = given;
    return given == count ? S_OK : S_FALSE;
}
static HRESULT WINAPI connections_next(void *self, ULONG count, CONNECTDATA *values, ULONG *fetched)
{
    list *it = self;
    ULONG given = 0;
    for (; given < count && it->at < SINKS; it->at++) {
        if (!it->of->sinks[it->at]) continue;
        values[given].pUnk = (IUnknown *)it->of->sinks[it->at];
        IUnknown_AddRef(values[given].pUnk);
        values[given++].dwCookie = it->at + 1;
    }
    if (fetched) *fetched = given;
    return given == count ? S_OK : S_FALSE;
}
#define LIST(next) {list_query, list_add, list_release, next, list_skip, list_reset, list_clone}
static const void *title_functions[] = LIST(titles_next), *points_functions[] = LIST(points_next),
                  *connections_functions[] = LIST(connections_next);

/* ---- the shelf ---- */

static shelf *of(IShelf *self) { return (shelf *)self; }

static HRESULT WINAPI shelf_query(IShelf *self, REFIID iid, void **out)
{
    shelf *it = of(self);
    *out = NULL;
    if (IsEqualGUID(iid, &IID_IUnknown) || IsEqualGUID(iid, &IID_IDispatch) || IsEqualGUID(iid, &IID_IShelf))
        *out = &it->face;
    else if (IsEqualGUID(iid, &IID_IConnectionPointContainer)) *out = &it->container;
    else if (IsEqualGUID(iid, &IID_IProvideClassInfo) || IsEqualGUID(iid, &IID_IProvideClassInfo2)) *out = &it->info;
    else if (IsEqualGUID(iid, &IID_ISupportErrorInfo)) *out = &it->errors;
    else return E_NOINTERFACE;
    IShelf_AddRef(self);
    return S_OK;
}
static ULONG WINAPI shelf_add(IShelf *self) { return InterlockedIncrement(&of(self)->references); }
static ULONG WINAPI shelf_release(IShelf *self)
{
    shelf *it = of(self);
    LONG left = InterlockedDecrement(&it->references);
    int i, j;
    if (left == 0) {
        it->references = 1000; /* what is let go may look back */
        for (i = 0; i < SINKS; i++)
            if (it->sinks[i]) IDispatch_Release(it->sinks[i]);
        if (it->friend) IDispatch_Release(it->friend);
        for (i = 0; i < PLACES; i++) {
            SysFreeString(it->titles[i]);
            for (j = 0; j < PLACES; j++) VariantClear(&it->cells[i][j]);
        }
        free(it);
        object_gone();
    }
    return left;
}
static HRESULT WINAPI shelf_count(IShelf *self, UINT *count)
{
    *count = 1;
    return S_OK;
}
static HRESULT WINAPI shelf_get_type(IShelf *self, UINT index, LCID locale, ITypeInfo **out)
{
    *out = NULL;
    if (index != 0) return DISP_E_BADINDEX;
    ITypeInfo_AddRef(shelf_type);
    *out = shelf_type;
    return S_OK;
}
static HRESULT WINAPI shelf_ids(IShelf *self, REFIID iid, LPOLESTR *names, UINT count, LCID locale, DISPID *ids)
{
    return DispGetIDsOfNames(shelf_type, names, count, ids);
}
static HRESULT WINAPI shelf_invoke(IShelf *self, DISPID id, REFIID iid, LCID locale, WORD flags, DISPPARAMS *given,
                                   VARIANT *result, EXCEPINFO *exception, UINT *wrong)
{
    SetErrorInfo(0, NULL); /* DispInvoke tells what an earlier call has left */
    return DispInvoke(self, shelf_type, id, flags, given, result, exception, wrong);
}
static HRESULT WINAPI shelf_item(IShelf *self, LONG at, BSTR *out)
{
    *out = NULL;
    if (at < 0 || at >= PLACES) return DISP_E_BADINDEX;
    *out = SysAllocString(of(self)->titles[at]);
    return S_OK;
}
static HRESULT WINAPI shelf_set_item(IShelf *self, LONG at, BSTR title)
{
    if (at < 0 || at >= PLACES) return DISP_E_BADINDEX;
    SysReAllocString(&of(self)->titles[at], title);
    return S_OK;
}
static VARIANT *cell(IShelf *self, LONG row, VARIANT *column)
{
    VARIANT number;
    LONG at;
    VariantInit(&number);
    if (FAILED(VariantChangeType(&number, column, 0, VT_I4))) return NULL;
    at = V_I4(&number);
    return row < 0 || row >= PLACES || at < 0 || at >= PLACES ? NULL : &of(self)->cells[row][at];
}
static HRESULT WINAPI shelf_cell(IShelf *self, LONG row, VARIANT column, VARIANT *out)
{
    VARIANT *at = cell(self, row, &column);
    VariantInit(out);
    return at ? VariantCopy(out, at) : DISP_E_BADINDEX;
}
static HRESULT WINAPI shelf_set_cell(IShelf *self, LONG row, VARIANT column, VARIANT value)
{
    VARIANT *at = cell(self, row, &column);
    return at ? VariantCopyInd(at, &value) : DISP_E_BADINDEX;
}
static HRESULT WINAPI shelf_friend(IShelf *self, IDispatch **out)
{
    *out = of(self)->friend;
    if (*out) IDispatch_AddRef(*out);
    return S_OK;
}
static HRESULT WINAPI shelf_set_friend(IShelf *self, IDispatch *whom)
{
    if (whom) IDispatch_AddRef(whom);
    if (of(self)->friend) IDispatch_Release(of(self)->friend);
    of(self)->friend = whom;
    return S_OK;
}
static HRESULT WINAPI shelf_describe(IShelf *self, BSTR title, LONG pages, VARIANT author, BSTR *out)
{
    char text[500];
    int length = snprintf(text, sizeof text, "%ls, %ld pages, author ", title ? title : L"", pages);
    said(text + length, sizeof text - length, &author);
    *out = text_of(text);
    return S_OK;
}
static HRESULT WINAPI shelf_swap(IShelf *self, VARIANT *one, VARIANT *other)
{
    VARIANT kept = *one;
    *one = *other;
    *other = kept;
    return S_OK;
}
static HRESULT WINAPI shelf_grow(IShelf *self, LONG *number, BSTR *text, SAFEARRAY **numbers)
{
    WCHAR longer[500];
    SAFEARRAYBOUND bound;
    LONG last, value = 4711;
    *number += 1;
    swprintf(longer, 500, L"%ls and more", *text ? *text : L"");
    SysReAllocString(text, longer);
    if (!*numbers) return S_FALSE;
    bound = (*numbers)->rgsabound[0];
    bound.cElements++;
    last = bound.lLbound + bound.cElements - 1;
    SafeArrayRedim(*numbers, &bound);
    return SafeArrayPutElement(*numbers, &last, &value);
}
static HRESULT WINAPI shelf_sum(IShelf *self, SAFEARRAY *numbers, double *out)
{
    LONG at, from, to;
    VARIANT value, number;
    *out = 0;
    if (!numbers) return E_POINTER;
    SafeArrayGetLBound(numbers, 1, &from);
    SafeArrayGetUBound(numbers, 1, &to);
    for (at = from; at <= to; at++) {
        HRESULT result = SafeArrayGetElement(numbers, &at, &value);
        VariantInit(&number);
        if (SUCCEEDED(result)) result = VariantChangeType(&number, &value, 0, VT_R8);
        VariantClear(&value);
        if (FAILED(result)) return result;
        *out += V_R8(&number);
    }
    return S_OK;
}
static HRESULT WINAPI shelf_give(IShelf *self, unsigned char *octet, short *little, LONG *number, hyper *big, float *single,
                                 double *real, VARIANT_BOOL *truth, DATE *date, SCODE *code, BSTR *text, VARIANT *any,
                                 IUnknown **unknown, IDispatch **dispatch, IShelf **another, SAFEARRAY **texts)
{
    LONG i = 0;
    BSTR one = SysAllocString(L"one");
    *octet = 200;
    *little = -300;
    *number = -70000;
    *big = 1LL << 60;
    *single = 0.25f;
    *real = -1.5e300;
    *truth = VARIANT_TRUE;
    *date = 45000.75;
    *code = 0x8007000e;
    *text = SysAllocString(L"G\x00fc\x00df\x20ac");
    V_VT(any) = VT_UI8;
    V_UI8(any) = ~0ULL;
    *unknown = (IUnknown *)self;
    *dispatch = (IDispatch *)self;
    *another = self;
    for (i = 0; i < 3; i++) IShelf_AddRef(self);
    i = 0;
    *texts = SafeArrayCreateVector(VT_BSTR, 0, 1);
    SafeArrayPutElement(*texts, &i, one);
    SysFreeString(one);
    return S_OK;
}
static HRESULT WINAPI shelf_take(IShelf *self, unsigned char octet, short little, LONG number, hyper big, float single,
                                 double real, VARIANT_BOOL truth, DATE date, BSTR text, VARIANT any,
                                 IUnknown *unknown, SAFEARRAY *texts, BSTR *out)
{
    char line[1000];
    int length = snprintf(line, sizeof line, "%u %d %ld %lld %g %g %d %g '%ls' ", octet, little, number,
                          (long long)big, single, real, truth, date, text ? text : L"");
    length += said(line + length, sizeof line - length, &any);
    snprintf(line + length, sizeof line - length, " %s %lu", unknown == (IUnknown *)self ? "myself" : unknown ? "another" : "nothing",
             texts ? texts->rgsabound[0].cElements : 0);
    *out = text_of(line);
    return S_OK;
}
static HRESULT WINAPI shelf_change(IShelf *self, unsigned char *octet, short *little, float *single, double *real,
                                   VARIANT_BOOL *truth, DATE *date, IDispatch **whom)
{
    *octet += 1;
    *little = -*little;
    *single *= 2;
    *real /= 4;
    *truth = ~*truth;
    *date += 1;
    if (*whom) IDispatch_Release(*whom);
    else {
        *whom = (IDispatch *)self;
        IShelf_AddRef(self);
        return S_OK;
    }
    *whom = NULL;
    return S_FALSE;
}
static HRESULT WINAPI shelf_fail(IShelf *self, LONG code, BSTR source, BSTR description)
{
    ICreateErrorInfo *made;
    IErrorInfo *error;
    if (SUCCEEDED(CreateErrorInfo(&made))) {
        ICreateErrorInfo_SetSource(made, source);
        ICreateErrorInfo_SetDescription(made, description);
        ICreateErrorInfo_SetHelpFile(made, L"shelf.hlp");
        ICreateErrorInfo_SetHelpContext(made, 42);
        ICreateErrorInfo_SetGUID(made, &IID_IShelf);
        if (SUCCEEDED(ICreateErrorInfo_QueryInterface(made, &IID_IErrorInfo, (void **)&error))) {
            SetErrorInfo(0, error);
            IErrorInfo_Release(error);
        }
        ICreateErrorInfo_Release(made);
    }
    return code;
}
static HRESULT WINAPI shelf_mirror(IShelf *self, IDispatch **out) { return mirror_of(out); }
static HRESULT WINAPI shelf_me(IShelf *self, IShelf **out)
{
    *out = self;
    IShelf_AddRef(self);
    return S_OK;
}
static HRESULT WINAPI shelf_same(IShelf *self, IUnknown *one, IUnknown *other, VARIANT_BOOL *out)
{
    IUnknown *first = NULL, *second = NULL;
    if (one) IUnknown_QueryInterface(one, &IID_IUnknown, (void **)&first);
    if (other) IUnknown_QueryInterface(other, &IID_IUnknown, (void **)&second);
    *out = first == second ? VARIANT_TRUE : VARIANT_FALSE;
    if (first) IUnknown_Release(first);
    if (second) IUnknown_Release(second);
    return S_OK;
}
static HRESULT WINAPI shelf_ring(IShelf *self, LONG times)
{
    shelf *it = of(self);
    LONG i;
    int sink;
    for (i = 1; i <= times; i++)
        for (sink = 0; sink < SINKS; sink++) {
            VARIANT arguments[2], answer, result;
            DISPPARAMS one = {arguments, NULL, 1, 0}, two = {arguments, NULL, 2, 0};
            if (!it->sinks[sink]) continue;
            V_VT(&arguments[0]) = VT_I4;
            V_I4(&arguments[0]) = i;
            IDispatch_Invoke(it->sinks[sink], 1, &no_iid, 0x409, DISPATCH_METHOD, &one, NULL, NULL, NULL);
            VariantInit(&answer);
            VariantInit(&result);
            V_VT(&arguments[1]) = VT_BSTR;
            V_BSTR(&arguments[1]) = SysAllocString(L"how many?");
            V_VT(&arguments[0]) = VT_VARIANT | VT_BYREF;
            V_VARIANTREF(&arguments[0]) = &answer;
            IDispatch_Invoke(it->sinks[sink], 2, &no_iid, 0x409, DISPATCH_METHOD, &two, &result, NULL, NULL);
            SysFreeString(V_BSTR(&arguments[1]));
            if (V_VT(&answer) != VT_EMPTY) VariantCopy(&it->cells[0][0], &answer);
            if (V_VT(&result) != VT_EMPTY) VariantCopy(&it->cells[0][1], &result);
            VariantClear(&answer);
            VariantClear(&result);
        }
    return S_OK;
}
static HRESULT WINAPI shelf_exact(IShelf *self, VARIANT *out)
{
    BSTR digits = SysAllocString(L"-7922816251426433759354.3950335");
    HRESULT result;
    VariantInit(out);
    result = VarDecFromStr(digits, 0x409, 0, &out->decVal);
    V_VT(out) = VT_DECIMAL;
    SysFreeString(digits);
    return result;
}
static HRESULT WINAPI shelf_later(IShelf *self, DATE date, double days, DATE *out)
{
    *out = date + days;
    return S_OK;
}
static HRESULT WINAPI shelf_matrix(IShelf *self, VARIANT *out)
{
    SAFEARRAYBOUND bounds[2] = {{2, 0}, {3, 1}};
    LONG i;
    V_VT(out) = VT_ARRAY | VT_VARIANT;
    V_ARRAY(out) = SafeArrayCreate(VT_VARIANT, 2, bounds);
    for (i = 0; i < 6; i++) {
        LONG at[2] = {i % 2, 1 + i / 2};
        VARIANT value;
        V_VT(&value) = VT_I4;
        V_I4(&value) = i * 10;
        SafeArrayPutElement(V_ARRAY(out), at, &value);
    }
    return S_OK;
}
static HRESULT WINAPI shelf_sinks(IShelf *self, LONG *out)
{
    int i;
    *out = 0;
    for (i = 0; i < SINKS; i++) *out += of(self)->sinks[i] != NULL;
    return S_OK;
}
static HRESULT WINAPI shelf_kinds(IShelf *self, VARIANT *out)
{
    static const VARTYPE kinds[] = {VT_EMPTY, VT_NULL, VT_I2, VT_I4, VT_R4,   VT_R8,    VT_CY,  VT_DATE,
                                    VT_BSTR,  VT_DISPATCH, VT_ERROR, VT_BOOL, VT_UNKNOWN, VT_UI1, VT_I8, VT_UI4};
    LONG i, count = sizeof kinds / sizeof *kinds;
    V_VT(out) = VT_ARRAY | VT_VARIANT;
    V_ARRAY(out) = SafeArrayCreateVector(VT_VARIANT, 0, count);
    for (i = 0; i < count; i++) {
        VARIANT value;
        memset(&value, 0, sizeof value);
        V_VT(&value) = kinds[i];
        if (kinds[i] == VT_R4) V_R4(&value) = 1.5f;
        else if (kinds[i] == VT_R8) V_R8(&value) = 2.5;
        else if (kinds[i] == VT_DATE) V_DATE(&value) = 36526.5;
        else if (kinds[i] == VT_BSTR) V_BSTR(&value) = SysAllocString(L"text");
        else if (kinds[i] == VT_DISPATCH || kinds[i] == VT_UNKNOWN) {
            V_DISPATCH(&value) = (IDispatch *)self;
            IShelf_AddRef(self);
        } else if (kinds[i] == VT_ERROR) V_ERROR(&value) = DISP_E_PARAMNOTFOUND;
        else if (kinds[i] != VT_EMPTY && kinds[i] != VT_NULL) V_I8(&value) = 1;
        SafeArrayPutElement(V_ARRAY(out), &i, &value);
        VariantClear(&value);
    }
    return S_OK;
}
static HRESULT WINAPI shelf_shelve(IShelf *self, VARIANT any, BSTR *out)
{
    char text[500];
    said(text, sizeof text, &any);
    *out = text_of(text);
    return S_OK;
}
static HRESULT WINAPI shelf_offer(IShelf *self, BSTR name)
{
    shelf *it = of(self);
    IRunningObjectTable *table;
    IMoniker *moniker;
    HRESULT result = GetRunningObjectTable(0, &table);
    if (FAILED(result)) return result;
    if (it->offered) {
        IRunningObjectTable_Revoke(table, it->offered);
        it->offered = 0;
    }
    if (name && *name) {
        result = CreateFileMoniker(name, &moniker);
        if (SUCCEEDED(result)) {
            result = IRunningObjectTable_Register(table, 0, (IUnknown *)self, moniker, &it->offered);
            IMoniker_Release(moniker);
        }
    }
    IRunningObjectTable_Release(table);
    return result;
}
static HRESULT WINAPI shelf_all(IShelf *self, IUnknown **out)
{
    return list_of(title_functions, &IID_IEnumVARIANT, of(self), 0, (void **)out);
}

static IShelfVtbl shelf_functions = {
    shelf_query,  shelf_add,      shelf_release,  shelf_count,   shelf_get_type, shelf_ids,      shelf_invoke,
    shelf_item,   shelf_set_item, shelf_cell,     shelf_set_cell, shelf_friend,  shelf_set_friend, shelf_describe,
    shelf_swap,   shelf_grow,     shelf_sum,      shelf_give,    shelf_take,     shelf_change,   shelf_fail,
    shelf_mirror, shelf_me,       shelf_same,     shelf_ring,    shelf_exact,    shelf_later,    shelf_matrix,
    shelf_sinks,  shelf_kinds,    shelf_shelve,   shelf_offer,   shelf_all};

/* ---- its other interfaces ---- */

#define PART(type, field)                                                                                              \
    static shelf *of_##field(type *self) { return CONTAINING_RECORD(self, shelf, field); }                             \
    static HRESULT WINAPI field##_query(type *self, REFIID iid, void **out)                                            \
    {                                                                                                                  \
        return shelf_query(&of_##field(self)->face, iid, out);                                                         \
    }                                                                                                                  \
    static ULONG WINAPI field##_add(type *self) { return shelf_add(&of_##field(self)->face); }                         \
    static ULONG WINAPI field##_release(type *self) { return shelf_release(&of_##field(self)->face); }

PART(IConnectionPointContainer, container)
PART(IProvideClassInfo2, info)
PART(ISupportErrorInfo, errors)

static HRESULT WINAPI container_points(IConnectionPointContainer *self, IEnumConnectionPoints **out)
{
    return list_of(points_functions, &IID_IEnumConnectionPoints, of_container(self), 0, (void **)out);
}
static HRESULT WINAPI container_find(IConnectionPointContainer *self, REFIID iid, IConnectionPoint **out)
{
    *out = NULL;
    if (!IsEqualGUID(iid, &DIID_TheEvents)) return CONNECT_E_NOCONNECTION;
    *out = &of_container(self)->point;
    IConnectionPoint_AddRef(*out);
    return S_OK;
}
static IConnectionPointContainerVtbl container_functions = {container_query, container_add, container_release,
                                                            container_points, container_find};

static HRESULT WINAPI info_class(IProvideClassInfo2 *self, ITypeInfo **out)
{
    ITypeInfo_AddRef(class_type);
    *out = class_type;
    return S_OK;
}
static HRESULT WINAPI info_guid(IProvideClassInfo2 *self, DWORD kind, GUID *out)
{
    if (kind != GUIDKIND_DEFAULT_SOURCE_DISP_IID) return E_INVALIDARG;
    *out = DIID_TheEvents;
    return S_OK;
}
static IProvideClassInfo2Vtbl info_functions = {info_query, info_add, info_release, info_class, info_guid};

static HRESULT WINAPI errors_supported(ISupportErrorInfo *self, REFIID iid)
{
    return IsEqualGUID(iid, &IID_IShelf) ? S_OK : S_FALSE;
}
static ISupportErrorInfoVtbl errors_functions = {errors_query, errors_add, errors_release, errors_supported};

static shelf *of_point(IConnectionPoint *self) { return CONTAINING_RECORD(self, shelf, point); }
static HRESULT WINAPI point_query(IConnectionPoint *self, REFIID iid, void **out)
{
    *out = NULL;
    if (!IsEqualGUID(iid, &IID_IUnknown) && !IsEqualGUID(iid, &IID_IConnectionPoint)) return E_NOINTERFACE;
    *out = self;
    IConnectionPoint_AddRef(self);
    return S_OK;
}
static ULONG WINAPI point_add(IConnectionPoint *self) { return shelf_add(&of_point(self)->face); }
static ULONG WINAPI point_release(IConnectionPoint *self) { return shelf_release(&of_point(self)->face); }
static HRESULT WINAPI point_interface(IConnectionPoint *self, IID *out)
{
    *out = DIID_TheEvents;
    return S_OK;
}
static HRESULT WINAPI point_container(IConnectionPoint *self, IConnectionPointContainer **out)
{
    *out = &of_point(self)->container;
    IConnectionPointContainer_AddRef(*out);
    return S_OK;
}
static HRESULT WINAPI point_advise(IConnectionPoint *self, IUnknown *sink, DWORD *cookie)
{
    shelf *it = of_point(self);
    int i;
    *cookie = 0;
    for (i = 0; i < SINKS && it->sinks[i]; i++)
        ;
    if (i == SINKS) return CONNECT_E_ADVISELIMIT;
    if (FAILED(IUnknown_QueryInterface(sink, &DIID_TheEvents, (void **)&it->sinks[i])) &&
        FAILED(IUnknown_QueryInterface(sink, &IID_IDispatch, (void **)&it->sinks[i])))
        return CONNECT_E_CANNOTCONNECT;
    *cookie = i + 1;
    return S_OK;
}
static HRESULT WINAPI point_unadvise(IConnectionPoint *self, DWORD cookie)
{
    shelf *it = of_point(self);
    IDispatch *sink;
    if (cookie < 1 || cookie > SINKS || !it->sinks[cookie - 1]) return CONNECT_E_NOCONNECTION;
    sink = it->sinks[cookie - 1];
    it->sinks[cookie - 1] = NULL;
    IDispatch_Release(sink);
    return S_OK;
}
static HRESULT WINAPI point_all(IConnectionPoint *self, IEnumConnections **out)
{
    return list_of(connections_functions, &IID_IEnumConnections, of_point(self), 0, (void **)out);
}
static IConnectionPointVtbl point_functions = {point_query,     point_add,    point_release,  point_interface,
                                               point_container, point_advise, point_unadvise, point_all};

/* ---- class factory with a licence, registration, main ---- */

static HRESULT WINAPI factory_query(IClassFactory2 *self, REFIID iid, void **out)
{
    *out = NULL;
    if (!IsEqualGUID(iid, &IID_IUnknown) && !IsEqualGUID(iid, &IID_IClassFactory) &&
        !IsEqualGUID(iid, &IID_IClassFactory2))
        return E_NOINTERFACE;
    *out = self;
    return S_OK;
}
static ULONG WINAPI factory_add(IClassFactory2 *self) { return 2; }
static ULONG WINAPI factory_release(IClassFactory2 *self) { return 1; }
static HRESULT WINAPI factory_create(IClassFactory2 *self, IUnknown *outer, REFIID iid, void **out)
{
    shelf *it;
    HRESULT result;
    int i;
    *out = NULL;
    if (outer) return CLASS_E_NOAGGREGATION;
    it = calloc(1, sizeof *it);
    it->face.lpVtbl = &shelf_functions;
    it->container.lpVtbl = &container_functions;
    it->point.lpVtbl = &point_functions;
    it->info.lpVtbl = &info_functions;
    it->errors.lpVtbl = &errors_functions;
    it->references = 1;
    for (i = 0; i < PLACES; i++) {
        WCHAR title[20];
        swprintf(title, 20, L"Book %d", i);
        it->titles[i] = SysAllocString(title);
    }
    object_made();
    result = shelf_query(&it->face, iid, out);
    shelf_release(&it->face);
    return result;
}
static HRESULT WINAPI factory_lock(IClassFactory2 *self, BOOL lock)
{
    if (lock) object_made();
    else object_gone();
    return S_OK;
}
static HRESULT WINAPI factory_license(IClassFactory2 *self, LICINFO *info)
{
    info->fRuntimeKeyAvail = TRUE;
    info->fLicVerified = FALSE;
    return S_OK;
}
static HRESULT WINAPI factory_key(IClassFactory2 *self, DWORD reserved, BSTR *out)
{
    *out = SysAllocString(L"open sesame");
    return S_OK;
}
static HRESULT WINAPI factory_licensed(IClassFactory2 *self, IUnknown *outer, IUnknown *reserved, REFIID iid, BSTR key,
                                       void **out)
{
    *out = NULL;
    if (!key || wcscmp(key, L"open sesame")) return CLASS_E_NOTLICENSED;
    return factory_create(self, outer, iid, out);
}
static IClassFactory2Vtbl factory_functions = {factory_query, factory_add,     factory_release, factory_create,
                                               factory_lock,  factory_license, factory_key,     factory_licensed};
static IClassFactory2 factory = {&factory_functions};

static void set(const char *key, const char *value)
{
    char path[300];
    snprintf(path, sizeof path, "Software\\Classes\\%s", key);
    RegSetKeyValueA(HKEY_LOCAL_MACHINE, path, NULL, REG_SZ, value, (DWORD)strlen(value) + 1);
}

static int register_server(const char *program, ITypeLib *library, WCHAR *file)
{
    HRESULT result = RegisterTypeLib(library, file, NULL);
    set("CLSID\\" CLSID_TEXT, "ipcscope sample shelf");
    set("CLSID\\" CLSID_TEXT "\\LocalServer32", program);
    set("CLSID\\" CLSID_TEXT "\\ProgID", "Ipcscope.Shelf");
    set("CLSID\\" CLSID_TEXT "\\TypeLib", LIBID_TEXT);
    set("CLSID\\" CLSID_TEXT "\\Version", "1.0");
    set("Ipcscope.Shelf", "ipcscope sample shelf");
    set("Ipcscope.Shelf\\CLSID", CLSID_TEXT);
    printf("registered %08lx\n", result);
    return FAILED(result);
}

static int unregister_server(void)
{
    HRESULT result = UnRegisterTypeLib(&LIBID_Shelf, 1, 0, LOCALE_NEUTRAL, SYS_WIN64);
    RegDeleteTreeA(HKEY_LOCAL_MACHINE, "Software\\Classes\\CLSID\\" CLSID_TEXT);
    RegDeleteTreeA(HKEY_LOCAL_MACHINE, "Software\\Classes\\Ipcscope.Shelf");
    printf("unregistered %08lx\n", result);
    return FAILED(result);
}

int main(int count, char **arguments)
{
    char program[MAX_PATH];
    WCHAR file[MAX_PATH];
    ITypeLib *library;
    HRESULT result;
    DWORD cookie;
    UINT_PTR timer;
    MSG message;
    GetModuleFileNameA(NULL, program, MAX_PATH);
    GetModuleFileNameW(NULL, file, MAX_PATH);
    wcscpy(wcsrchr(file, L'\\'), L"\\shelf.tlb");
    main_thread = GetCurrentThreadId();
    CoInitializeEx(NULL, COINIT_APARTMENTTHREADED);
    result = LoadTypeLibEx(file, REGKIND_NONE, &library);
    if (FAILED(result)) {
        fprintf(stderr, "shelfserver: %ls: %08lx\n", file, result);
        return 2;
    }
    if (count > 1 && !strcmp(arguments[1], "-RegServer")) return register_server(program, library, file);
    if (count > 1 && !strcmp(arguments[1], "-UnregServer")) return unregister_server();
    ITypeLib_GetTypeInfoOfGuid(library, &IID_IShelf, &shelf_type);
    ITypeLib_GetTypeInfoOfGuid(library, &CLSID_TheShelf, &class_type);
    timer = SetTimer(NULL, 0, IDLE_MS, NULL);
    result = CoRegisterClassObject(&CLSID_TheShelf, (IUnknown *)&factory, CLSCTX_LOCAL_SERVER, REGCLS_MULTIPLEUSE, &cookie);
    if (FAILED(result)) {
        fprintf(stderr, "shelfserver: CoRegisterClassObject: %08lx\n", result);
        return 2;
    }
    while (GetMessageA(&message, NULL, 0, 0) > 0) {
        if (message.message == WM_TIMER && message.wParam == timer && objects == 0) break;
        DispatchMessageA(&message);
    }
    CoRevokeClassObject(cookie);
    CoUninitialize();
    return 0;
}
