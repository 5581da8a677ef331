/**
 * COM and automation of Windows by native calls: class objects, objects with virtual tables of our own, type libraries, the
 * running object table.
 *
 * <p>Objects and interfaces are addresses ({@code long}); who gets one from here owns a reference where that is said.
 * Everything runs in the process's multi-threaded apartment, which {@link dev.ipcscope.agent.win32.ole.Apartment} keeps.
 *
 * <p>Sources: Microsoft, "COM" (objbase.h, combaseapi.h, unknwn.h, objidl.h, ocidl.h), "Automation" (oaidl.h, oleauto.h),
 * [MS-DCOM] 2.2.18 (OBJREF).
 */
@NullMarked
package dev.ipcscope.agent.win32.ole;

import org.jspecify.annotations.NullMarked;
