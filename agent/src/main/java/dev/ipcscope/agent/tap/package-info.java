/**
 * What a tap is and what it is given: spec, state, recorder, conversation log.
 *
 * <pre>
 *  TapSpec ──▶ Mechanism.open ──▶ Tap ──▶ Recorder.open ──▶ ConversationLog ──▶ outbox
 * </pre>
 */
@NullMarked
package dev.ipcscope.agent.tap;

import org.jspecify.annotations.NullMarked;
