/**
 * OLE automation as data: what a type library says, what VARIANTs and safe arrays hold, what an HRESULT means. Pure: bytes
 * of another program's memory come through {@link dev.ipcscope.agent.automation.AddressSpace}, so that everything is
 * tested on any system with recorded bytes. Layouts are those of 64-bit Windows, little-endian.
 *
 * <p>Sources: Microsoft, [MS-OAUT] 2.2 (VARIANT, SAFEARRAY, CURRENCY, DATE, DECIMAL, TYPEDESC, FUNCDESC) and oaidl.h,
 * wtypes.h, winerror.h of the Windows SDK.
 */
@NullMarked
package dev.ipcscope.agent.automation;

import org.jspecify.annotations.NullMarked;
