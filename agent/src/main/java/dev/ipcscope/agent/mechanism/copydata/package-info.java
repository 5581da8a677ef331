/**
 * WM_COPYDATA of Windows, tapped by a window that stands for the real one.
 *
 * <pre>
 *   sender                       proxy: same class, same title, in front             receiver
 *   FindWindow(class, title) ──▶ finds it
 *   SendMessage(WM_COPYDATA) ──▶ records the call ── SendMessage(the same) ──▶ handles it
 *                            ◀── records the result ◀──────────────────────── returns
 * </pre>
 *
 * What one side does and the other sees through the proxy:
 *
 * <pre>
 *   dwData, cbData, lpData, sender's window     the same
 *   returns a result of 64 bits                 the same
 *   takes its time                              waits as long, and what others send waits with it
 *   takes other calls inside its handler        so does the proxy
 *   gets calls of several at once               in their order, and their results, too
 *   sends something back inside its handler     gets it while it waits, as without a tap
 *   replies and works on (ReplyMessage)         the reply, at once
 *   gives up (SendMessageTimeout)               the receiver's result goes nowhere, but is recorded
 *   gives up before it is the message's turn    the receiver never gets it, and nothing is recorded
 *   hangs                                       hangs too: SMTO_ABORTIFHUNG gives up at once
 *   makes its window anew                       the new one gets what is sent to the old one's proxy
 *   ends inside its handler                     0; SendMessageTimeout succeeds with 0 instead of failing
 *   changes its title                           the proxy has it a tenth of a second later
 *   goes away                                   within a tenth of a second FindWindow finds nothing
 * </pre>
 *
 * <p>Each real window has a proxy, a thread and conversations of its own, one for each sending process.
 *
 * <p>Sources: Microsoft, WM_COPYDATA, COPYDATASTRUCT, "Using Data Copy", FindWindow, FindWindowEx, SendMessage,
 * SendMessageTimeout, InSendMessageEx, IsHungAppWindow, ChangeWindowMessageFilterEx.
 */
@NullMarked
package dev.ipcscope.agent.mechanism.copydata;

import org.jspecify.annotations.NullMarked;
