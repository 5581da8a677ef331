/**
 * Calls of COM servers in other processes, tapped by a class object of ours that clients are led to.
 *
 * <pre>
 *   client ──CoCreateInstance(class)──▶ TreatAs ──▶ our class object ──▶ the server's class object
 *   client ──Deposit(12.5)──▶ object of ours ──Deposit(12.5)──▶ real object            (client to server)
 *   client ◀──────112.5────── object of ours ◀──────112.5────── real object            (server to client)
 *   client's sink ◀──Announced(…)── sink of ours ◀──Announced(…)── real object         (events: server to client)
 * </pre>
 *
 * What goes to the client is wrapped, what comes back is unwrapped, so the tap follows all objects that came from one
 * activation: one conversation. An object of ours has the interfaces of the real one; each that a type library describes
 * is stood for, all others the client uses directly. References, results, errors and error objects pass unchanged. The
 * registry is changed while a tap is open; a journal tells what to take back after a crash.
 *
 * <p>Sources: Microsoft, "The Component Object Model" (rules for QueryInterface and references), CoRegisterClassObject,
 * CoTreatAsClass, "TreatAs", IDispatch::Invoke, IConnectionPoint, IErrorInfo; [MS-OAUT]; [MS-DCOM].
 */
@NullMarked
package dev.ipcscope.agent.mechanism.com;

import org.jspecify.annotations.NullMarked;
